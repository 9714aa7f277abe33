import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{mailboxId}/authorization: begins the sign-in by which a person lets this app
 * into their mailbox; `url` is for the browser of the admin who asks. Answers 200, 404, or 409 with
 * what is missing.
 */
route(
  {
    name: 'api-mailboxes-authorize',
    method: 'POST',
    route: 'mailboxes/{mailboxId}/authorization',
    role: 'admin',
    summary: "Begins the sign-in that lets this app into a person's mailbox",
    status: 200,
    schemas: async () => {
      const [{ ItemId }, { StartedAuthorisation }] = await Promise.all([
        import('../../../shared/api/params.ts'),
        import('../../../shared/api/authorisation.ts'),
      ]);
      return { params: z.object({ mailboxId: ItemId }), answers: StartedAuthorisation };
    },
  },
  async ({ params, principal: { id, name } }) => {
    const { startAuthorisation } = await import('../../../shared/workflows/start-authorisation.ts');
    return { jsonBody: await startAuthorisation(await wiring().startingAuthorisation(), params.mailboxId, { id, name }) };
  },
);
