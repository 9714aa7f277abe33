import { app } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * Every hour: renews the tokens of authorised mailboxes that were not renewed for a day, so that a
 * revoked one is known, and one of a paused mailbox does not end unused.
 */
app.timer('refresh-authorisations', {
  schedule: '0 20 * * * *',
  async handler(_timer, context) {
    const { refreshAuthorisations } = await import('../shared/workflows/refresh-authorisations.ts');
    const refreshed = await refreshAuthorisations(await (await wiring()).refreshingAuthorisations());
    for (const { mailboxId, problem } of refreshed) {
      if (problem) context.warn(`Mailbox ${mailboxId}: its token could not be renewed: ${problem}`);
    }
  },
});
