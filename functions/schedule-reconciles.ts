import { app } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * Every 15 minutes: begins the daily count of the mailboxes that are due, each at a time of its
 * own.
 */
app.timer('schedule-reconciles', {
  schedule: '0 7,22,37,52 * * * *',
  async handler(_timer, context) {
    const { scheduleReconciles } = await import('../shared/workflows/schedule-reconciles.ts');
    const started = await scheduleReconciles(await (await wiring()).reconciling());
    if (started.length > 0) context.log(`Counting what lies in ${started.length} mailboxes: ${started.slice(0, 20).join(', ')}`);
  },
});
