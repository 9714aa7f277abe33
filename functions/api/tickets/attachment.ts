import { z } from 'zod';
import { ItemId } from '../../../shared/api/params.ts';
import { ProblemError } from '../../../shared/api/problem.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { findAttachment } from '../../../shared/workflows/find-attachment.ts';
import { answerFile } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/tickets/{id}/attachments/{attachmentId}: a file, always as a download that no browser guesses the type of: HTML or SVG shown
 * under our address would run as us. Answers 200, or 404 (also for a blocked one, whose bytes are not kept).
 */
route(
  {
    name: 'api-tickets-attachment',
    method: 'GET',
    route: 'tickets/{id}/attachments/{attachmentId}',
    role: 'technician',
    summary: 'A file of a ticket',
    query: z.object({}),
    params: z.object({ id: ItemId, attachmentId: ItemId }),
    status: 200,
    answers: 'application/octet-stream',
  },
  async ({ params }) => {
    const file = await findAttachment(await wiring().browsing(), params.id, params.attachmentId);
    return answerFile(file?.size ?? 0, async () => {
      const content = await file?.open();
      if (!file || !content) throw new ProblemError(404, `attachmentId: there is no file "${params.attachmentId}" in this ticket`);
      return { body: content.stream, headers: { ...file.headers, 'content-length': String(content.size) } };
    });
  },
);
