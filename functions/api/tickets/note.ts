import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/tickets/{id}/notes: an internal note, for technicians alone. Answers 201; 409 when the
 * ticket was merged, 422 for a technician or file that is wrong.
 */
route(
  {
    name: 'api-tickets-note',
    method: 'POST',
    route: 'tickets/{id}/notes',
    role: 'technician',
    summary: 'Writes an internal note; with an Idempotency-Key it is done once',
    status: 201,
    maxBodyCharacters: 600_000,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { NoteRequest } = await import('../../../shared/api/conversation.ts');
      const { ApiMessage } = await import('../../../shared/api/messages.ts');
      return { params: z.object({ id: ItemId }), body: NoteRequest, answers: ApiMessage };
    },
  },
  async ({ params, body, principal, idempotencyKey }) => {
    const { NoteRequest } = await import('../../../shared/api/conversation.ts');
    const { writeNote } = await import('../../../shared/workflows/write-note.ts');
    const deps = await (await wiring()).replying();
    return { status: 201, jsonBody: await writeNote(deps, principal, params.id, await body(NoteRequest), idempotencyKey) };
  },
);
