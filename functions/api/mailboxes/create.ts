import { z } from 'zod';
import { mailboxDeps } from '../../http/mailbox-deps.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes: connects a mailbox and reads it at once. Answers 201, 400 or 422 for a wrong
 * field, 409 when another mailbox has its address.
 */
route(
  {
    name: 'api-mailboxes-create',
    method: 'POST',
    route: 'mailboxes',
    role: 'admin',
    summary: 'Connects a mailbox',
    status: 201,
    schemas: async () => {
      const { ApiMailbox, WantedMailbox } = await import('../../../shared/api/mailboxes.ts');
      return { body: WantedMailbox, answers: ApiMailbox };
    },
  },
  async ({ body, principal }) => {
    const { connectMailbox } = await import('../../../shared/workflows/mailboxes/connect-mailbox.ts');
    const made = await connectMailbox(await mailboxDeps(), await body(z.unknown()), principal.name || principal.id);
    return { status: 201, headers: { location: `/api/mailboxes/${made.id}`, etag: made.etag }, jsonBody: made.item };
  },
);
