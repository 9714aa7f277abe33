import { maxUploadBytes } from '../../../shared/domain/conversation/upload-limit.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/uploads?name=…: a file, as its bytes, for a message that is written later. Answers 201,
 * 411, 413 or 415, 422 for a file that is not sent (a program, say).
 */
route(
  {
    name: 'api-uploads-create',
    method: 'POST',
    route: 'uploads',
    role: 'technician',
    summary: 'Takes a file for the attachments of a message',
    status: 201,
    maxFileBytes: maxUploadBytes,
    schemas: async () => {
      const { ApiUpload, UploadQuery } = await import('../../../shared/api/conversation.ts');
      return { query: UploadQuery, answers: ApiUpload };
    },
  },
  async ({ query, principal, bytes }) => {
    const { keepUpload } = await import('../../../shared/workflows/keep-upload.ts');
    return { status: 201, jsonBody: await keepUpload(await (await wiring()).uploading(), principal, query.name, await bytes()) };
  },
);
