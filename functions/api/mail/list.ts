import { fromContinuation, toContinuation } from '../../../shared/api/continuation.ts';
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
    summary: 'Inbound mails and what became of them, the latest first',
    status: 200,
    schemas: async () => {
      const { MailPage, MailQuery } = await import('../../../shared/api/mails.ts');
      return { query: MailQuery, answers: MailPage };
    },
  },
  async ({ query }) => {
    const { toApiMail } = await import('../../../shared/api/mails.ts');
    const { browse, mailboxIdOf, addressOf } = await wiring().browsing();
    const after = fromContinuation(query.continuation);
    const mailboxId = query.mailbox === undefined ? null : await mailboxIdOf(query.mailbox);
    const { items, next } = await browse.mails({ ...query, mailboxId, after });
    const shown = await Promise.all(items.map(async (trace) => toApiMail(trace, await addressOf(trace.mailboxId))));
    return { jsonBody: { items: shown, next: next && toContinuation(next) } };
  },
);
