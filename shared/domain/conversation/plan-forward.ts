import { safeHtml } from '../body/safe-html.ts';
import { cut } from '../text/cut.ts';
import type { ForwardedMessage, Message } from '../tickets/message.ts';
import type { OurPeople } from './recipients.ts';
import { type Refusal, refusal } from './refusal.ts';
import { pictureUrl } from './written-body.ts';

/** A message of the ticket that is sent on; null: there is none of that id. */
export type WantedForward = { message: Message | null; files: boolean };

/** What stands below the mail, and which files of the message go with it. */
export type Forward = { kind: 'forward'; forward: ForwardedMessage; attachments: Message['attachments'] };

/** Whose mail carries it, and how many files it has of its own. */
type Carrier = { ticketId: string; messageItemId: string; mailbox: { address: string; name: string }; files: number };

/** What is longer is sent on as its beginning: mail programs cut off what is too much. */
const maxText = 20_000;
const maxHtml = 30_000;

/**
 * A message as it is sent on to somebody outside the conversation: what the client sees too, never
 * what is for technicians alone; without a technician's address, and without files that are blocked
 * or that a reader should be warned of. Pure.
 */
export function planForward({ message, files }: WantedForward, carrier: Carrier, ours: OurPeople): Forward | Refusal {
  const field = 'forward.messageId';
  if (message === null || message.outbox?.state === 'undone' || message.movedTo) return refusal(field, 'is no message of this ticket');
  if (message.kind === 'note') return refusal(field, 'is an internal note, which never leaves the house; write what may be said');
  if (message.visibility !== 'public')
    return refusal(field, 'is for technicians alone, and never leaves the house; write what may be said');
  if (message.outbox?.state === 'waiting') return refusal(field, 'is not sent yet');
  const isTechnician = ({ address }: { address: string }) => ours.technicians.includes(address.toLowerCase());
  const source = message.html ?? '';
  const urlOf = (id: string) => pictureUrl(message.ticketId, id);
  const inText = source.length <= maxHtml ? message.attachments.filter(({ id }) => source.includes(`"${urlOf(id)}"`)) : [];
  const wanted = message.attachments.filter((file) => files || inText.includes(file));
  const sent = wanted.filter(({ blocked, flags, size }) => blocked === null && flags.length === 0 && size > 0);
  const renamed = new Map(sent.map((file, index) => [urlOf(file.id), `${carrier.messageItemId}.${carrier.files + index}`]));
  const safe = source === '' || source.length > maxHtml ? null : safeHtml(source, (url) => pictureOf(renamed.get(url), carrier.ticketId));
  const { at, subject, text } = message;
  return {
    kind: 'forward',
    forward: {
      from: isTechnician(message.from) ? { ...message.from, address: carrier.mailbox.address } : message.from,
      ...{ at, subject },
      to: [...message.to, ...message.cc].filter((person) => !isTechnician(person)),
      text: text.length > maxText ? `${cut(text, maxText)} […]` : text,
      html: safe?.html ?? null,
      leftOut: wanted.filter((file) => !sent.includes(file)).map(({ name }) => name),
    },
    attachments: sent.map((file) => {
      const id = renamed.get(urlOf(file.id)) ?? '';
      return { ...file, id, contentId: safe && inText.includes(file) ? `${id}@psa` : null };
    }),
  };
}

const pictureOf = (id: string | undefined, ticketId: string): string | null => (id === undefined ? null : pictureUrl(ticketId, id));
