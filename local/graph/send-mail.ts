import { randomBytes } from 'node:crypto';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import type { Mailbox } from './mailboxes.ts';
import { addressesOf, parseMail } from './message-resource.ts';
import { editHeaders, type Header, readHeader } from './read-headers.ts';

/** A mail that leaves. `id` names the sending; after a lost answer or a crash it may come again. */
export type GraphOutgoing = { id: string; raw: Uint8Array; from: string; to: string[] };
export type OnGraphSend = (mail: GraphOutgoing) => Promise<void>;
export type Prepared = { raw: Buffer; from: string; to: string[] };

/**
 * Makes a mail ready to leave a mailbox: Bcc taken out, Date, From and Message-ID added when
 * absent, everything else untouched. Throws a Refusal: 400 without recipients, 403 when From is
 * somebody else.
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
  const added: Header[] = [
    ...(from ? [] : [{ name: 'From', value: mailbox.address }]),
    ...(readHeader(raw, 'message-id') ? [] : [{ name: 'Message-ID', value: newMessageId() }]),
    ...(readHeader(raw, 'date') ? [] : [{ name: 'Date', value: new Date(state.now()).toUTCString().replace('GMT', '+0000') }]),
  ];
  return { raw: editHeaders(raw, ['bcc'], added), from: mailbox.address, to };
}

/** A Message-ID as Exchange Online would give it. */
function newMessageId(): string {
  return `<${randomBytes(16).toString('hex').toUpperCase()}@LOCAL0001.prod.outlook.example>`;
}
