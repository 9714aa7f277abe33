import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Claims } from '../entra/verify-token.ts';
import type { Answer, Route } from '../simulator/routes.ts';
import { type DraftFile, editDraft, fileOf, NewAttachment } from './draft.ts';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import type { MailboxCall, MailboxRoutes } from './mailbox-route.ts';
import { findMessage, type Message, readContent, updateMessage } from './messages.ts';
import { readGraphJson } from './read-graph-json.ts';
import { bodyLimit } from './read-mime.ts';

const minSession = 3 * 1024 * 1024 - 64 * 1024;
const maxSession = 150 * 1024 * 1024;

const Upload = z.strictObject({
  AttachmentItem: z.strictObject({
    attachmentType: z.literal('file'),
    name: z.string(),
    size: z.number().int(),
    contentType: z.string().exactOptional(),
    isInline: z.boolean().exactOptional(),
    contentId: z.string().exactOptional(),
  }),
});
type Session = { message: Message; file: DraftFile; size: number; pieces: Buffer[] };

/** The operation that needs no token: its address is the proof. */
export const uploadOperation = 'PUT /upload/{session}';

/**
 * Files of drafts: small ones at once, larger ones in pieces. Source:
 * learn.microsoft.com/graph/outlook-large-attachments
 */
export function attachmentRoutes(state: GraphState, url: string, route: MailboxRoutes): Route<Claims>[] {
  const sessions = new Map<string, Session>();
  const draftOf = ({ mailbox, params }: MailboxCall): Message => {
    const message = findMessage(state, mailbox.id, params.message ?? '');
    if (message.is_draft === 0) throw graphRefusal(400, 'ErrorInvalidOperation', 'The message is no draft.');
    return message;
  };
  const attach = async (message: Message, file: DraftFile): Promise<void> => {
    updateMessage(state, message, { raw: await editDraft(readContent(state, message), {}, [file]) });
  };

  const upload: Route<Claims> = {
    operation: uploadOperation,
    async answer(request, { session: id = '' }): Promise<Answer> {
      const session = sessions.get(id);
      if (!session) throw graphRefusal(404, 'ErrorUploadSessionNotFound', 'The upload session was not found.');
      const piece = await request.body(bodyLimit);
      const have = session.pieces.reduce((sum, { length }) => sum + length, 0);
      const [, from, to, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(request.headers['content-range'])) ?? [];
      if (Number(from) !== have || Number(to) !== have + piece.length - 1 || Number(size) !== session.size)
        throw graphRefusal(416, 'ErrorInvalidRange', 'The range is not the one that is expected next.');
      session.pieces.push(piece);
      const next = have + piece.length;
      if (next < session.size) return { status: 200, body: { nextExpectedRanges: [`${next}-`] } };
      sessions.delete(id);
      await attach(session.message, { ...session.file, bytes: Buffer.concat(session.pieces) });
      return { status: 201, headers: { location: `${url}/v1.0/attachments/${id}` } };
    },
  };

  return [
    upload,
    ...route('Mail.ReadWrite', 'POST /messages/{message}/attachments', async (call) => {
      const file = fileOf(await readGraphJson(call.request, NewAttachment));
      await attach(draftOf(call), file);
      return { status: 201, body: { id: randomUUID(), name: file.name, size: file.bytes.length } };
    }),
    ...route('Mail.ReadWrite', 'POST /messages/{message}/attachments/createUploadSession', async (call) => {
      const { name, size, contentType, contentId } = (await readGraphJson(call.request, Upload)).AttachmentItem;
      if (size < minSession)
        throw graphRefusal(400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize', 'The attachment is too small for an upload session.');
      if (size > maxSession) throw graphRefusal(400, 'ErrorAttachmentSizeLimitExceeded', 'The attachment is too large.');
      const id = randomUUID();
      const file = { name, contentType, contentId, bytes: new Uint8Array() };
      sessions.set(id, { message: draftOf(call), file, size, pieces: [] });
      const expirationDateTime = new Date(state.now() + 3_600_000).toISOString();
      return { status: 201, body: { uploadUrl: `${url}/upload/${id}`, expirationDateTime, nextExpectedRanges: ['0-'] } };
    }),
  ];
}
