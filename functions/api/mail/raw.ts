import { z } from 'zod';
import { ProblemError } from '../../../shared/api/problem.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { answerFile } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/** GET /api/mail/{mailId}/raw: the mail as it came, as a download. Answers 200, or 404. */
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
    const { browse, files } = await wiring().browsing();
    const { rawBlob, size } = (await browse.mail(params.mailId)) ?? { rawBlob: null, size: 0 };
    return answerFile(size, async () => {
      const raw = rawBlob === null ? null : await files.rawMail(rawBlob);
      if (!raw) throw new ProblemError(404, `mailId: no raw mail is kept for "${params.mailId}"`);
      return {
        body: raw,
        headers: {
          'content-type': 'message/rfc822',
          'content-disposition': `attachment; filename="${params.mailId}.eml"`,
          // who opens it in a browser all the same (MHTML) sees a page without rights, as with
          // files
          'content-security-policy': "default-src 'none'; sandbox",
        },
      };
    });
  },
);
