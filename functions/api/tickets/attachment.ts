import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { answerFile } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/tickets/{id}/attachments/{attachmentId}: a file, always as a download whose type
 * browsers must not guess: HTML or SVG shown on our origin would run with its rights. Answers 200,
 * or 404 (also for a blocked file, whose bytes are not stored).
 */
route(
  {
    name: 'api-tickets-attachment',
    method: 'GET',
    route: 'tickets/{id}/attachments/{attachmentId}',
    role: 'technician',
    summary: 'A file of a ticket',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ id: ItemId, attachmentId: ItemId }), answers: 'application/octet-stream' };
    },
  },
  async ({ params }) => {
    const { findAttachment } = await import('../../../shared/workflows/find-attachment.ts');
    const { size, headers, open } = await findAttachment(await (await wiring()).browsing(), params.id, params.attachmentId);
    return answerFile(size, async () => {
      const { stream, size: bytes } = await open();
      return { body: stream, headers: { ...headers, 'content-length': String(bytes) } };
    });
  },
);
