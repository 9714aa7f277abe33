import { requireRole } from '../../../shared/api/principal.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { readingInTurn } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/rules/try: what rules make of a mail that is sent, of one that came, or of the last
 * ones. Nothing is written. Answers 200, 400 and 422 for wrong rules, 403 for rules that are sent
 * by who is no admin, 404 for no such mail, 409 when no mailbox is connected or a rule names what
 * is not there.
 */
route(
  {
    name: 'api-rules-try',
    method: 'POST',
    route: 'rules/try',
    role: 'technician',
    summary: 'What rules would make of mails',
    status: 200,
    maxBodyCharacters: 10_000_000,
    schemas: async () => {
      const { RuleTry, RuleTryAnswer } = await import('../../../shared/api/rules.ts');
      return { body: RuleTry, answers: RuleTryAnswer };
    },
  },
  async ({ body, principal }) => {
    const [{ RuleTry }, { tryRules }] = await Promise.all([
      import('../../../shared/api/rules.ts'),
      import('../../../shared/workflows/rules/try-rules.ts'),
    ]);
    const asked = await body(RuleTry);
    if (asked.rules) requireRole(principal, 'admin');
    return readingInTurn(async () => ({ jsonBody: await tryRules(await (await wiring()).tryingRules(), asked) }));
  },
);
