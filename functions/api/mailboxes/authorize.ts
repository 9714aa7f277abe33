import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/authorization: begins the sign-in by which a person lets this app
 * into their mailbox; `url` is for the browser of the admin who asks. Answers 200, 404, or 409 with
 * what is missing.
 */
route(
  {
    name: 'api-mailboxes-authorize',
    method: 'POST',
    route: 'mailboxes/{id}/authorization',
    role: 'admin',
    summary: "Begins the sign-in that lets this app into a person's mailbox",
    status: 200,
    schemas: async () => {
      const [{ MailboxParams }, { StartedAuthorisation }] = await Promise.all([
        import('../../../shared/api/mailboxes.ts'),
        import('../../../shared/api/authorisation.ts'),
      ]);
      return { params: MailboxParams, answers: StartedAuthorisation };
    },
  },
  async ({ params, principal }) => {
    const { startAuthorisation } = await import('../../../shared/workflows/start-authorisation.ts');
    return { jsonBody: await startAuthorisation(await (await wiring()).startingAuthorisation(), params.id, principal) };
  },
);
