import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mail/{mailId}: the trace of a mail: what was checked, in order, and what came of it.
 * Answers 200, or 404.
 */
route(
  {
    name: 'api-mail-get',
    method: 'GET',
    route: 'mail/{mailId}',
    role: 'technician',
    summary: 'The trace of a mail',
    status: 200,
    schemas: async () => {
      const { ApiMailWithChecks } = await import('../../../shared/api/mails.ts');
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ mailId: ItemId }), answers: ApiMailWithChecks };
    },
  },
  async ({ params }) => {
    const { readMail } = await import('../../../shared/workflows/read-mail.ts');
    return { jsonBody: await readMail(await (await wiring()).browsing(), params.mailId) };
  },
);
