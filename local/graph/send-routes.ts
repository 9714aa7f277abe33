import { randomUUID } from 'node:crypto';
import type { Claims } from '../entra/verify-token.ts';
import type { Answer, Route } from '../simulator/routes.ts';
import { findFolder } from './folders.ts';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import type { MailboxCall, MailboxRoutes } from './mailbox-route.ts';
import { toMessageResource } from './message-resource.ts';
import { viewOf } from './message-routes.ts';
import { findMessage, insertMessage, moveMessage, readContent, updateMessage } from './messages.ts';
import { readMime } from './read-mime.ts';
import { type OnGraphSend, prepareMail } from './send-mail.ts';

/**
 * sendMail, drafts, replies and their sending, all in MIME. Source:
 * learn.microsoft.com/graph/api/user-sendmail, message-createreply, message-send
 */
export function sendRoutes(state: GraphState, route: MailboxRoutes, onSend: OnGraphSend): Route<Claims>[] {
  const folderOf = ({ mailbox }: MailboxCall, name: string) => findFolder(state.store, mailbox.id, name).id;

  const sendMail = async (call: MailboxCall): Promise<Answer> => {
    const { mailbox, request } = call;
    const prepared = await prepareMail(state, mailbox, await readMime(request));
    await onSend({ id: randomUUID(), ...prepared });
    const folderId = folderOf(call, 'sentitems');
    insertMessage(state, { mailboxId: mailbox.id, folderId, raw: prepared.raw, isRead: true, isDraft: false });
    return { status: 202 };
  };

  const createDraft = async (call: MailboxCall): Promise<Answer> => {
    const raw = await readMime(call.request);
    const folderId = folderOf(call, 'drafts');
    const message = insertMessage(state, { mailboxId: call.mailbox.id, folderId, raw, isRead: true, isDraft: true });
    return { status: 201, body: await toMessageResource(state, message, viewOf(call)) };
  };

  const createReply = (call: MailboxCall): Promise<Answer> => {
    // there must be something to reply to; the reply is what the caller makes of it
    findMessage(state, call.mailbox.id, call.params.message ?? '');
    return createDraft(call);
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
