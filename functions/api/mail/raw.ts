import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { answerFile } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/** GET /api/mail/{mailId}/raw: the raw mail, as a download. Answers 200, or 404. */
route(
  {
    name: 'api-mail-raw',
    method: 'GET',
    route: 'mail/{mailId}/raw',
    role: 'technician',
    summary: 'The raw mail',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ mailId: ItemId }), answers: 'message/rfc822' };
    },
  },
  async ({ params }) => {
    const { findRawMail } = await import('../../../shared/workflows/find-raw-mail.ts');
    const { size, headers, open } = await findRawMail(await (await wiring()).browsing(), params.mailId);
    return answerFile(size, async () => ({ headers, body: await open() }));
  },
);
