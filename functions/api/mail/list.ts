import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mail: what became of inbound mails, the latest first. Answers 200, or 400 for a wrong
 * filter.
 */
route(
  {
    name: 'api-mail-list',
    method: 'GET',
    route: 'mail',
    role: 'technician',
    summary: 'Inbound mails and their outcomes, the latest first',
    status: 200,
    schemas: async () => {
      const { MailPage, MailQuery } = await import('../../../shared/api/mails.ts');
      return { query: MailQuery, answers: MailPage };
    },
  },
  async ({ query }) => {
    const { listMails } = await import('../../../shared/workflows/list-mails.ts');
    return { jsonBody: await listMails(await (await wiring()).browsing(), query) };
  },
);
