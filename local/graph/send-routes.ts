import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Claims } from '../entra/verify-token.ts';
import type { Answer, Route } from '../simulator/routes.ts';
import { editDraft, namesIn, WrittenMessage } from './draft.ts';
import { findFolder } from './folders.ts';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import type { MailboxCall, MailboxRoutes } from './mailbox-route.ts';
import { addressesOf, parseMail, toMessageResource } from './message-resource.ts';
import { viewOf } from './message-routes.ts';
import { findMessage, insertMessage, moveMessage, readContent, updateMessage } from './messages.ts';
import { readGraphJson } from './read-graph-json.ts';
import { readHeader } from './read-headers.ts';
import { isMime, readMime } from './read-mime.ts';
import { learnFields, newMessageId, type OnGraphSend, prepareMail } from './send-mail.ts';

/**
 * From here on the service answers 200 to MIME, and does nothing (microsoft-graph-docs issue
 * 13979).
 */
const silentLimit = 2_240_000;
const ignored: Answer = { status: 200, body: {} };

const SendMail = z.strictObject({ message: WrittenMessage, saveToSentItems: z.boolean().default(true) });
const Reply = z.strictObject({ message: WrittenMessage.default({}), comment: z.string().exactOptional() });

/**
 * sendMail, drafts, replies and their sending, in MIME and in JSON. Source:
 * learn.microsoft.com/graph/api/user-sendmail, message-createreply, message-send
 */
export function sendRoutes(state: GraphState, route: MailboxRoutes, onSend: OnGraphSend): Route<Claims>[] {
  const folderOf = ({ mailbox }: MailboxCall, name: string) => findFolder(state.store, mailbox.id, name).id;
  const keepDraft = async (call: MailboxCall, raw: Uint8Array): Promise<Answer> => {
    const folderId = folderOf(call, 'drafts');
    const message = insertMessage(state, { mailboxId: call.mailbox.id, folderId, raw, isRead: true, isDraft: true });
    return { status: 201, body: await toMessageResource(state, message, viewOf(call)) };
  };
  const draftOf = (call: MailboxCall, written: WrittenMessage): Promise<Buffer> => {
    learnFields(state, call.mailbox, namesIn(written));
    return editDraft(Buffer.from(`From: ${call.mailbox.address}\r\nMessage-ID: ${newMessageId()}\r\n\r\n`), written);
  };

  const sendMail = async (call: MailboxCall): Promise<Answer> => {
    const { mailbox, request } = call;
    const json = isMime(request) ? null : await readGraphJson(request, SendMail);
    const raw = json ? await draftOf(call, json.message) : await readMime(request);
    if (!json && raw.length > silentLimit) return ignored;
    const prepared = await prepareMail(state, mailbox, raw);
    await onSend({ id: randomUUID(), ...prepared });
    if (json?.saveToSentItems === false) return { status: 202 };
    const folderId = folderOf(call, 'sentitems');
    insertMessage(state, { mailboxId: mailbox.id, folderId, raw: prepared.raw, isRead: true, isDraft: false });
    return { status: 202 };
  };

  const createDraft = async (call: MailboxCall): Promise<Answer> => {
    if (!isMime(call.request)) return keepDraft(call, await draftOf(call, await readGraphJson(call.request, WrittenMessage)));
    const raw = await readMime(call.request);
    return raw.length > silentLimit ? ignored : keepDraft(call, raw);
  };

  /** Whom a reply goes to is taken from the message that is answered: from its Reply-To, if any. */
  const createReply = async (call: MailboxCall): Promise<Answer> => {
    const original = readContent(state, findMessage(state, call.mailbox.id, call.params.message ?? ''));
    const answered = await parseMail(original);
    const [stated, author] = [addressesOf(answered?.replyTo), addressesOf(answered?.from)];
    const toRecipients = (stated.length > 0 ? stated : author).map((emailAddress) => ({ emailAddress }));
    if (isMime(call.request)) {
      const raw = await readMime(call.request);
      if (raw.length > silentLimit) return ignored;
      return keepDraft(call, toRecipients.length > 0 ? await editDraft(raw, { toRecipients }) : raw);
    }
    const { message, comment } = await readGraphJson(call.request, Reply);
    if (comment !== undefined && message.body) throw graphRefusal(400, 'ErrorInvalidArgument', 'Comment and body can not both be set.');
    const id = readHeader(original, 'message-id') ?? '';
    const thread = { 'In-Reply-To': id, References: [readHeader(original, 'references'), id].filter(Boolean).join(' ') };
    const fields = Object.entries(thread).map(([name, value]) => `${name}: ${value}\r\n`);
    const begun = Buffer.from(`From: ${call.mailbox.address}\r\nMessage-ID: ${newMessageId()}\r\n${fields.join('')}\r\n`);
    const quoted = `<p>${comment ?? ''}</p><hr>${answered?.html || answered?.textAsHtml || ''}`;
    learnFields(state, call.mailbox, namesIn(message));
    const reply = {
      subject: `RE: ${answered?.subject ?? ''}`,
      toRecipients,
      body: { contentType: 'html' as const, content: quoted },
      ...message,
    };
    return keepDraft(call, await editDraft(begun, reply));
  };

  const send = async (call: MailboxCall): Promise<Answer> => {
    const message = findMessage(state, call.mailbox.id, call.params.message ?? '');
    if (message.is_draft === 0) throw graphRefusal(400, 'ErrorInvalidOperation', 'The message is no draft.');
    const prepared = await prepareMail(state, call.mailbox, readContent(state, message));
    // the immutable id names the sending: sent again after a crash in between, it is the same mail
    await onSend({ id: message.immutable_id, ...prepared });
    state.store.transaction(() => {
      const sent = moveMessage(state, message, folderOf(call, 'sentitems'), true);
      updateMessage(state, sent, { raw: prepared.raw });
    });
    return { status: 202 };
  };

  return [
    route('Mail.Send', 'POST /sendMail', sendMail),
    route('Mail.ReadWrite', 'POST /messages', createDraft),
    route('Mail.ReadWrite', 'POST /messages/{message}/createReply', createReply),
    route('Mail.ReadWrite', 'POST /messages/{message}/createReplyAll', createReply),
    route('Mail.Send', 'POST /messages/{message}/send', send),
  ].flat();
}
