import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { answerFile } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/notifications/{id}/raw: the mail as it was handed to its channel, as a download. Answers
 * 200, or 404 for one that was not tried yet.
 */
route(
  {
    name: 'api-notifications-raw',
    method: 'GET',
    route: 'notifications/{id}/raw',
    role: 'technician',
    summary: 'The raw mail that was sent',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ id: ItemId }), answers: 'message/rfc822' };
    },
  },
  async ({ params }) => {
    const { readSentMail } = await import('../../../shared/workflows/read-sent-mail.ts');
    const { size, headers, raw } = await readSentMail(await (await wiring()).browsing(), params.id);
    return answerFile(size, async () => ({ headers, body: raw }));
  },
);
