import { readFileSync } from 'node:fs';
import type { Mailbox, Message, ParsedMail } from 'hoodiecrow-imap';
import parseMime from 'hoodiecrow-imap/lib/mimeparser.js';
import { boundHeaders } from './bound-headers.ts';
import { fromLetters, type MailFolder, mailPath, type StoredMail } from './mail-folder.ts';

interface Placement {
  folder: MailFolder;
  mail: StoredMail;
}

export interface StoredMessages {
  /** The message as the server wants it, its bytes read from the file when somebody asks. */
  toMessage(place: Placement, internaldate: string): Message;
  /** Makes the server's own message one whose bytes are in the file. */
  adopt(message: Message, place: Placement): void;
  placeOf(message: Message): Placement | undefined;
}

/**
 * Ties the server's messages to their files, so that a mailbox costs memory by its number of mails,
 * not by their sizes. The bytes and the structure read last are kept: clients ask for a large mail
 * in many slices.
 */
export function tieMessagesToFiles(): StoredMessages {
  const places = new WeakMap<Message, Placement>();
  let bytes: { message: Message; raw: string } | undefined;
  let structure: { message: Message; parsed: ParsedMail } | undefined;

  function adopt(message: Message, place: Placement): void {
    places.set(message, place);
    Object.defineProperty(message, 'raw', {
      enumerable: true,
      get: () => {
        if (bytes?.message !== message) bytes = { message, raw: readFileSync(mailPath(place.folder, place.mail), 'latin1') };
        return bytes.raw;
      },
    });
    Object.defineProperty(message, 'parsed', {
      enumerable: true,
      get: () => {
        if (structure?.message !== message) structure = { message, parsed: parseMime(boundHeaders(message.raw)) };
        return structure.parsed;
      },
    });
  }

  return {
    adopt,
    placeOf: (message) => places.get(message),
    toMessage(place, internaldate) {
      const message: Message = { uid: place.mail.uid, flags: fromLetters(place.mail.letters), internaldate, raw: '' };
      adopt(message, place);
      return message;
    },
  };
}

/** A mailbox as hoodiecrow takes it in its storage tree. */
export type StoredMailbox = Pick<Mailbox, 'uidvalidity' | 'uidnext' | 'messages' | 'allowPermanentFlags'> & {
  folders?: Record<string, StoredMailbox>;
};
