import type { FetchAnswer, FetchItem, Message, Server } from 'hoodiecrow-imap';
import answers from 'hoodiecrow-imap/lib/commands/handlers/fetch.js';
import type { StoredMessages } from './stored-messages.ts';
import { positionsInRanges } from './uid-ranges.ts';

/**
 * hoodiecrow plugin: answers what a mail client or a poller asks most without reading more than it
 * must. Sequence sets are looked up, sizes come from the files, and whole mails are handed out
 * without parsing them. `onTouched` gets the messages that a command names.
 */
export const answerQuickly = (stored: StoredMessages, onTouched: (messages: Message[]) => void) => (server: Server) => {
  server.getMessageRange = (mailbox, set, isUid = false) => {
    const box = typeof mailbox === 'string' ? server.getMailbox(mailbox) : mailbox;
    const messages = Array.isArray(box) ? box : (box?.messages ?? []);
    const numberAt = (position: number) => (isUid ? (messages[position]?.uid ?? 0) : position + 1);
    const range = positionsInRanges(set, messages.length, numberAt).flatMap((position): [number, Message][] => {
      const message = messages[position];
      return message ? [[position + 1, message]] : [];
    });
    onTouched(range.map(([, message]) => message));
    return range;
  };

  // RFC 3501, 7.4.2: the answer names the first byte of a slice only, so the length is remembered
  // while one item serves many messages
  const slices = new WeakMap<FetchItem, number[]>();
  const body: FetchAnswer = (connection, message, item) => {
    const slice = slices.get(item) ?? item.partial;
    if (item.section?.length === 0) {
      const [start = 0, length = Number.POSITIVE_INFINITY] = slice ?? [];
      rememberSlice(item, slice);
      return { type: 'LITERAL', value: slice ? message.raw.slice(start, start + length) : message.raw };
    }
    const answer = answers.BODY?.(connection, message, slice ? { ...item, partial: [...slice] } : item) ?? '';
    rememberSlice(item, slice);
    return answer;
  };
  function rememberSlice(item: FetchItem, slice: number[] | undefined): void {
    if (!slice) return;
    slices.set(item, slice);
    item.partial = slice.slice(0, 1);
  }
  server.fetchHandlers.BODY = body;
  server.fetchHandlers['BODY.PEEK'] = (connection, message, item) => {
    if (!item.section) throw new Error('BODY.PEEK needs a section');
    return body(connection, message, item);
  };
  server.fetchHandlers['RFC822.SIZE'] = (_connection, message) => stored.placeOf(message)?.mail.size ?? message.raw.length;
};
