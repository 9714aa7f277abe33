import MailComposer from 'nodemailer/lib/mail-composer';
import { cut } from '../text/cut.ts';
import { toParts } from './compose-files.ts';
import { type OutgoingMail, oneLine } from './outgoing-mail.ts';

/**
 * RFC 5322 2.1.1: a line has at most 998 characters, and is folded where a space is. So long may a
 * word be that has none, and a name, of which each character may need a backslash.
 */
const maxWordLength = 900;
const maxNameLength = 300;

/** An address without quotes and comments, at most as long as SMTP takes it (RFC 5321 4.5.3.1). */
const plainAddress = /^(?=.{1,320}$)[^\p{Cc}\s<>(),;:\\"[\]@]+@[^\p{Cc}\s<>(),;:\\"[\]@]+$/u;
/** RFC 5322 3.6.8. */
const fieldName = /^[!-9;-~]{1,76}$/;

/**
 * The bytes of a mail (RFC 5322, 2045 to 2047, with CRLF) for channels that take MIME: a text and
 * an HTML part, the pictures of the HTML with it, and the files behind them. The same mail and time
 * give the same bytes: the boundary comes from the operation id, `date` is the Date field. Nothing
 * in a field can begin another one, no line is longer than 998 characters, and there is no Bcc.
 * Message-IDs that are none are left out of the thread. Opens no file and no address. Pure.
 *
 * @throws Error that names the field which can't be written: no try will change that, so a channel
 * answers it with a refusal.
 */
export async function composeMail(mail: OutgoingMail, date: Date): Promise<Uint8Array> {
  if (!isMessageId(mail.messageId)) throw new Error('messageId: must be a Message-ID such as <1@contoso.example>');
  const composer = new MailComposer({
    baseBoundary: mail.operationId,
    messageId: mail.messageId,
    date,
    from: mailbox('from', mail.from),
    to: mailbox('to', mail.to),
    replyTo: mailbox('replyTo', mail.replyTo),
    inReplyTo: mail.inReplyTo !== null && isMessageId(mail.inReplyTo) ? mail.inReplyTo : undefined,
    references: mail.references.filter(isMessageId),
    subject: cut(oneLine(mail.subject), maxWordLength),
    text: withCrlf(mail.text),
    html: withCrlf(mail.html),
    attachments: toParts(mail.attachments),
    headers: Object.entries(mail.headers).map(([key, value]) => field(key, oneLine(value))),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

const isMessageId = (id: string): boolean => id.length <= maxWordLength && /^<[^\p{Cc}\s<>]+>$/u.test(id);

function mailbox(named: string, { address, name }: OutgoingMail['to']): { name: string; address: string } {
  if (!plainAddress.test(address)) throw new Error(`${named}.address: must be an e-mail address such as support@contoso.example`);
  return { name: cut(oneLine(name ?? ''), maxNameLength), address };
}

function field(key: string, value: string): { key: string; value: string } {
  if (!fieldName.test(key)) throw new Error(`headers: ${JSON.stringify(key.slice(0, 76))} must be the name of a header field`);
  if (value.split(' ').some((word) => word.length > maxWordLength))
    throw new Error(`headers.${key}: must have no word of more than ${maxWordLength} characters`);
  return { key, value };
}

const withCrlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');
