import { type Remark, remark } from '../../words/remark.ts';
import { mailLimits } from '../mail-limits.ts';
import { messageIdsIn, ownMessageId } from '../message-ids.ts';
import type { Address, HeaderField, ParsedMail } from '../parsed-mail.ts';
import { parseAddresses } from './address-list.ts';
import { decodeWords } from './encoded-words.ts';
import { parseMailDate } from './mail-date.ts';

type ReadHeader = Pick<
  ParsedMail,
  | 'headers'
  | 'messageId'
  | 'messageIdMissing'
  | 'inReplyTo'
  | 'references'
  | 'from'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
  | 'subject'
  | 'date'
>;

/**
 * What the fields of a header say. `digest` names a mail without a Message-ID, so that its copies
 * share one.
 */
export function readHeader(headers: HeaderField[], digest: () => string): { read: ReadHeader; defects: Remark[] } {
  const defects: Remark[] = [];
  const values = (name: string) => headers.filter((field) => field.name === name).map((field) => field.value);
  const first = (name: string) => values(name)[0] ?? '';
  const addresses = (name: string): Address[] => {
    const { kept, left } = asOneField(values(name));
    if (left > 0) defects.push(remark('fields-too-long', { name, most: mailLimits.fieldLength, left }));
    const { addresses: found, dropped } = parseAddresses(kept.join(', '));
    if (dropped > 0) defects.push(remark('too-many-addresses', { name, most: mailLimits.addresses, left: dropped }));
    return found;
  };
  const ids = (name: string) => messageIdsIn(values(name).join(' '));
  const date = parseMailDate(first('date'));
  if (first('date') !== '' && date === null) defects.push(remark('no-date', { date: first('date').slice(0, 100) }));
  const messageId =
    values('message-id')
      .map(ownMessageId)
      .find((id) => id !== null) ?? null;
  if (messageId === null) defects.push(remark('no-message-id'));
  const sender = addresses('sender')[0] ?? null;
  const read: ReadHeader = {
    headers,
    messageId: messageId ?? `<${digest().slice(0, 32)}@missing.invalid>`,
    messageIdMissing: messageId === null,
    inReplyTo: ids('in-reply-to'),
    references: ids('references'),
    from: fromOf(values('from'), sender, values('return-path'), defects),
    sender,
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    subject: decodeWords(first('subject'))
      .replace(/[\s\0-\x1f\x7f]+/g, ' ')
      .trim()
      .slice(0, mailLimits.subjectLength),
    date,
  };
  for (const [name, length] of cutFields(headers))
    defects.push(remark('field-too-long', { name, most: mailLimits.fieldLength, read: length }));
  return { read, defects };
}

/**
 * The fields of one name, up to the length that one field may have: there should be one of each
 * (RFC 5322 3.6), and reading many takes time.
 */
function asOneField(fields: readonly string[]): { kept: string[]; left: number } {
  let length = 0;
  let count = 0;
  for (const value of fields) {
    length += value.length;
    if (count > 0 && length > mailLimits.fieldLength) break;
    count += 1;
  }
  return { kept: fields.slice(0, count), left: fields.length - count };
}

const cutFields = (headers: HeaderField[]): [string, number][] =>
  headers
    .filter(({ value }) => value.length >= mailLimits.fieldLength - 2)
    .slice(0, 5)
    .map(({ name, value }) => [name, value.length]);

/**
 * The first address of the first From field that has one, else of Sender, else of Return-Path (RFC
 * 5322 3.6.2, 3.6.7).
 */
function fromOf(fields: string[], sender: Address | null, returnPaths: string[], defects: Remark[]): Address | null {
  if (fields.length > 1) defects.push(remark('several-from', { count: fields.length }));
  for (const field of asOneField(fields).kept) {
    const [author] = parseAddresses(field).addresses;
    if (author) return author;
  }
  defects.push(remark('no-from-address'));
  return sender ?? parseAddresses(returnPaths[0] ?? '').addresses[0] ?? localMailbox(fields[0] ?? '');
}

/**
 * `Mail Delivery <MAILER-DAEMON>`: a local part without a domain (as RFC 822 6.2.2 allowed). It
 * says who wrote, although nobody can answer.
 */
function localMailbox(field: string): Address | null {
  const [machine] = /^\s{0,9}(?:mailer-daemon|postmaster)(?![\w@.-])/i.exec(field) ?? [];
  if (machine !== undefined) return { address: machine.trim().toLowerCase(), name: null };
  const [, name, address] = /^([^<>]{0,200})<\s{0,9}([\w.+-]{1,64})\s{0,9}>/.exec(field) ?? [];
  return address === undefined
    ? null
    : {
        address: address.toLowerCase(),
        name:
          decodeWords(name ?? '')
            .replace(/["\s]+/g, ' ')
            .trim() || null,
      };
}
