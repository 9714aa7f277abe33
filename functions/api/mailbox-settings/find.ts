import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mailbox-settings?address=: how the mailbox of an address may be read, for an admin to
 * choose from; none of these servers has been connected to. Answers 200, with no items where
 * nothing is known.
 */
route(
  {
    name: 'api-mailbox-settings-find',
    method: 'GET',
    route: 'mailbox-settings',
    role: 'admin',
    summary: 'How the mailbox of an address may be read: presets, autoconfiguration, name servers',
    status: 200,
    schemas: async () => {
      const { MailboxAddress } = await import('../../../shared/domain/mailboxes/mailbox.ts');
      const { ApiMailboxSettings } = await import('../../../shared/api/mailbox-settings.ts');
      return { query: z.object({ address: MailboxAddress }), answers: ApiMailboxSettings };
    },
  },
  async ({ query }) => {
    const { findMailboxSettings } = await import('../../../shared/workflows/find-mailbox-settings.ts');
    return { jsonBody: { items: await findMailboxSettings(await (await wiring()).findingSettings(), query.address) } };
  },
);
