import { parseRequest } from '../../shared/api/parse-request.ts';
import { wiring } from '../../shared/wiring/wiring.ts';
import { answerFile } from '../http/answer-file.ts';
import { guestRoute } from '../http/guest-route.ts';

/**
 * GET /api/guest/file?id=…: a file of the conversation, always as a download. Answers 200, 404, or
 * 401 and 403 as the conversation does.
 */
guestRoute(
  {
    name: 'guest-file',
    method: 'GET',
    route: 'guest/file',
    summary: 'A file of the conversation that the link of a mail opens',
    status: 200,
    schemas: async () => ({ query: (await import('../../shared/api/guest.ts')).GuestFileQuery, answers: 'application/octet-stream' }),
  },
  async ({ token, query }) => {
    const { GuestFileQuery } = await import('../../shared/api/guest.ts');
    const { findGuestFile } = await import('../../shared/workflows/guest/find-guest-file.ts');
    const { id } = parseRequest(GuestFileQuery, query, 'query');
    const { size, headers, open } = await findGuestFile(await (await wiring()).guests(), token, id);
    return answerFile(size, async () => {
      const { stream, size: bytes } = await open();
      return { body: stream, headers: { ...headers, 'content-length': String(bytes) } };
    });
  },
);
