import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Claims } from '../entra/verify-token.ts';
import type { Answer, Route } from '../simulator/routes.ts';
import { findFolder } from './folders.ts';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import type { MailboxCall, MailboxRoutes } from './mailbox-route.ts';
import { addressesOf, parseMail, toMessageResource } from './message-resource.ts';
import { viewOf } from './message-routes.ts';
import { findMessage, insertMessage, moveMessage, readContent, updateMessage } from './messages.ts';
import { checkInternetMessageHeaders, composeDraft, type Draft, newMessageId, OutgoingMessage } from './outgoing-message.ts';
import { readGraphJson } from './read-graph-json.ts';
import { isMime, readMime } from './read-mime.ts';
import { type OnGraphSend, prepareMail } from './send-mail.ts';

const SendMail = z.object({ message: OutgoingMessage, saveToSentItems: z.boolean().nullish() });
const Reply = z.object({ message: OutgoingMessage.optional(), comment: z.string().optional() });

/**
 * sendMail, drafts, replies and their sending. Source: learn.microsoft.com/graph/api/user-sendmail,
 * message-createreply, message-send
 */
export function sendRoutes(state: GraphState, route: MailboxRoutes, onSend: OnGraphSend): Route<Claims>[] {
  const at = () => new Date(state.now());
  const folderOf = ({ mailbox }: MailboxCall, name: string) => findFolder(state.store, mailbox.id, name).id;
  const saveDraft = async (call: MailboxCall, raw: Uint8Array, draft?: Draft): Promise<Answer> => {
    const message = insertMessage(state, {
      mailboxId: call.mailbox.id,
      folderId: folderOf(call, 'drafts'),
      raw,
      isRead: true,
      isDraft: true,
      ...(draft ? { draft: JSON.stringify(draft) } : {}),
    });
    return { status: 201, body: await toMessageResource(state, message, viewOf(call)) };
  };

  const sendMail = async (call: MailboxCall): Promise<Answer> => {
    const { mailbox, request } = call;
    const { raw, save } = isMime(request) ? { raw: await readMime(request), save: true } : await composed(call);
    const prepared = await prepareMail(state, mailbox, raw);
    await onSend({ id: randomUUID(), ...prepared });
    if (save)
      insertMessage(state, {
        mailboxId: mailbox.id,
        folderId: folderOf(call, 'sentitems'),
        raw: prepared.raw,
        isRead: true,
        isDraft: false,
      });
    return { status: 202 };
  };
  const composed = async ({ mailbox, request }: MailboxCall) => {
    const { message, saveToSentItems } = await readGraphJson(request, SendMail);
    checkInternetMessageHeaders(message);
    return { raw: await composeDraft(mailbox, { message, messageId: newMessageId() }, at()), save: saveToSentItems !== false };
  };

  const createDraft = async (call: MailboxCall): Promise<Answer> => {
    if (isMime(call.request)) return saveDraft(call, await readMime(call.request));
    const message = await readGraphJson(call.request, OutgoingMessage);
    checkInternetMessageHeaders(message);
    const draft: Draft = { message, messageId: newMessageId() };
    return saveDraft(call, await composeDraft(call.mailbox, draft, at()), draft);
  };

  const createReply =
    (all: boolean) =>
    async (call: MailboxCall): Promise<Answer> => {
      const original = findMessage(state, call.mailbox.id, call.params.message ?? '');
      if (isMime(call.request)) return saveDraft(call, await readMime(call.request));
      const { message = {}, comment } = await readGraphJson(call.request, Reply);
      if (comment !== undefined && message.body) {
        throw graphRefusal(400, 'ErrorInvalidRequest', 'Give either comment or the body of message, not both.');
      }
      checkInternetMessageHeaders(message);
      const mail = await parseMail(readContent(state, original).raw);
      const recipients = (found: { name: string; address: string }[]) => found.map((emailAddress) => ({ emailAddress }));
      const from = addressesOf(mail?.replyTo?.value.length ? mail.replyTo : mail?.from);
      const others = [...addressesOf(mail?.to), ...addressesOf(mail?.cc)].filter(
        ({ address }) => address.toLowerCase() !== call.mailbox.address,
      );
      const quoted = `\r\n\r\n________________________________\r\nFrom: ${mail?.from?.text ?? ''}\r\nSubject: ${mail?.subject ?? ''}\r\n\r\n${mail?.text ?? ''}`;
      const subject = mail?.subject ?? '';
      const draft: Draft = {
        messageId: newMessageId(),
        message: {
          subject: /^re:/i.test(subject) ? subject : `RE: ${subject}`,
          body: { contentType: 'text', content: `${comment ?? ''}${quoted}` },
          toRecipients: recipients(from),
          ccRecipients: all ? recipients(others) : [],
          ...message,
        },
        thread: { inReplyTo: original.message_id, references: [...[mail?.references ?? []].flat(), original.message_id] },
      };
      return saveDraft(call, await composeDraft(call.mailbox, draft, at()), draft);
    };

  const send = async (call: MailboxCall): Promise<Answer> => {
    const message = findMessage(state, call.mailbox.id, call.params.message ?? '');
    if (message.is_draft === 0) throw graphRefusal(400, 'ErrorInvalidOperation', 'The message is no draft.');
    const prepared = await prepareMail(state, call.mailbox, readContent(state, message).raw);
    // the immutable id names the sending: sent again after a crash in between, it is the same mail
    await onSend({ id: message.immutable_id, ...prepared });
    state.store.transaction(() => {
      const sent = moveMessage(state, message, folderOf(call, 'sentitems'), true);
      updateMessage(state, sent, { content: { raw: prepared.raw, draft: '' } });
    });
    return { status: 202 };
  };

  return [
    route('Mail.Send', 'POST /sendMail', sendMail),
    route('Mail.ReadWrite', 'POST /messages', createDraft),
    route('Mail.ReadWrite', 'POST /messages/{message}/createReply', createReply(false)),
    route('Mail.ReadWrite', 'POST /messages/{message}/createReplyAll', createReply(true)),
    route('Mail.Send', 'POST /messages/{message}/send', send),
  ].flat();
}
