import { randomBytes } from 'node:crypto';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import type { Mailbox } from './mailboxes.ts';
import { addressesOf, parseMail } from './message-resource.ts';
import { editHeaders, type Header, readHeader, readHeaders } from './read-headers.ts';

/** A mail that leaves. `id` names the sending; after a lost answer or a crash it may come again. */
export type GraphOutgoing = { id: string; raw: Uint8Array; from: string; to: string[] };
export type OnGraphSend = (mail: GraphOutgoing) => Promise<void>;
export type Prepared = { raw: Buffer; from: string; to: string[] };

/** Fields that the service takes out in silence (msgraph-sdk-dotnet issue 2209). */
const lost = ['bcc', 'auto-submitted', 'return-path'];
/** Fields with x- that Exchange knows by itself ([MS-OXCMAIL]). */
const known = ['x-auto-response-suppress', 'x-priority', 'x-mailer', 'x-originating-ip'];

/**
 * Makes a mail ready to leave a mailbox, as the service does: Bcc and what it takes no notice of
 * taken out, also x- fields that this mailbox has never sent by JSON (microsoft-graph-docs issue
 * 424); Date, From and Message-ID added when absent; everything else untouched. Throws a Refusal:
 * 400 without recipients, 403 when From is somebody else.
 */
export async function prepareMail(state: GraphState, mailbox: Mailbox, raw: Uint8Array): Promise<Prepared> {
  const mail = await parseMail(editHeaders(raw, [], []));
  if (!mail) throw graphRefusal(400, 'ErrorMimeContentInvalid', 'The MIME content cannot be read.');
  const to = [...new Set([mail.to, mail.cc, mail.bcc].flatMap(addressesOf).map(({ address }) => address.toLowerCase()))];
  if (to.length === 0)
    throw graphRefusal(400, 'ErrorInvalidRecipients', 'At least one recipient is not valid., At least one recipient must be specified.');
  const [from] = addressesOf(mail.from);
  if (from && from.address.toLowerCase().replace(/\+[^@]*@/, '@') !== mailbox.address) {
    const message =
      'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.';
    throw graphRefusal(403, 'ErrorSendAsDenied', message);
  }
  const messageId = readHeader(raw, 'message-id');
  const renames = messageId !== undefined && state.replacesMessageIds;
  const added: Header[] = [
    ...(from ? [] : [{ name: 'From', value: mailbox.address }]),
    ...(messageId === undefined || renames ? [{ name: 'Message-ID', value: newMessageId() }] : []),
    ...(renames ? [{ name: 'X-Microsoft-Original-Message-ID', value: messageId }] : []),
    ...(readHeader(raw, 'date') ? [] : [{ name: 'Date', value: new Date(state.now()).toUTCString().replace('GMT', '+0000') }]),
  ];
  const without = [...lost, ...unknownFields(state, mailbox, raw), ...(renames ? ['message-id'] : [])];
  return { raw: editHeaders(raw, without, added), from: mailbox.address, to };
}

/** Notes names of fields that a mailbox was given by JSON. */
export function learnFields({ store }: GraphState, mailbox: Mailbox, names: string[]): void {
  for (const name of names) store.run('INSERT OR IGNORE INTO field_names (mailbox_id, name) VALUES (?, ?)', mailbox.id, name);
}

function unknownFields({ store }: GraphState, mailbox: Mailbox, raw: Uint8Array): string[] {
  const names = readHeaders(raw).map(({ name }) => name.toLowerCase());
  const isKnown = (name: string) =>
    known.includes(name) || store.get('SELECT 1 FROM field_names WHERE mailbox_id = ? AND name = ?', mailbox.id, name) !== undefined;
  return names.filter((name) => name.startsWith('x-') && !isKnown(name));
}

/** A Message-ID as Exchange Online would give it. */
export function newMessageId(): string {
  return `<${randomBytes(16).toString('hex').toUpperCase()}@LOCAL0001.prod.outlook.example>`;
}
