import { randomUUID } from 'node:crypto';
import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { acsRefusal } from './acs-error.ts';
import { composeMail } from './compose-mail.ts';
import type { Address, Sender, SendRequest } from './send-request.ts';

export type Composed = { raw: Buffer; messageId: string };

/**
 * Makes the mail that the service would send. Custom headers go in unchanged; a Message-ID of the
 * caller's is kept when it is well formed and not `isUsed`, else replaced silently, or refused with
 * 400 when `x-ms-acsemail-validate-message-id` is true. `x-ms-acsemail-…` headers are orders to the
 * service and stay out. Source:
 * learn.microsoft.com/azure/communication-services/concepts/email/email-headers
 */
export async function composeRequest(
  request: SendRequest,
  senders: Sender[],
  at: Date,
  isUsed: (messageId: string) => boolean,
): Promise<Composed> {
  const { senderAddress, content, recipients, replyTo, attachments } = request;
  const custom = Object.entries(request.headers ?? {});
  const named = (wanted: string) => custom.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const own = named('message-id')?.trim();
  const isKept = own !== undefined && /^<[^\s<>@]+@[^\s<>@]+>$/.test(own) && !isUsed(own);
  if (own !== undefined && !isKept && named('x-ms-acsemail-validate-message-id')?.toLowerCase() === 'true') {
    throw acsRefusal(400, 'BadRequest', 'The Message-ID is not valid or was used before.', 'headers.Message-ID');
  }
  const messageId = isKept ? own : `<${randomUUID()}@${senderAddress.slice(senderAddress.indexOf('@') + 1)}>`;
  const displayName = senders.find(({ address }) => address.toLowerCase() === senderAddress.toLowerCase())?.displayName;
  const options: MailComposerOptions = {
    messageId,
    date: at,
    from: displayName ? { name: displayName, address: senderAddress } : senderAddress,
    to: mailboxes(recipients.to),
    cc: mailboxes(recipients.cc),
    replyTo: mailboxes(replyTo),
    subject: content.subject,
    text: content.plainText ?? undefined,
    html: content.html ?? undefined,
    headers: custom.filter(([name]) => !/^(message-id$|x-ms-acsemail-)/i.test(name)).map(([key, value]) => ({ key, value })),
    attachments: (attachments ?? []).map(({ name, contentType, contentInBase64, contentId }) => ({
      filename: name,
      contentType,
      content: Buffer.from(contentInBase64, 'base64'),
      ...(contentId ? { cid: contentId } : {}),
    })),
  };
  return { raw: await composeMail(options), messageId };
}

function mailboxes(addresses: Address[] | null | undefined): { name: string; address: string }[] {
  return (addresses ?? []).map(({ address, displayName }) => ({ name: displayName ?? '', address }));
}
