import { type Address, addressParser, decodeWords } from 'postal-mime';

/**
 * Enough for hostile headers, too; a larger one is cut, as only the terminal shows what is read
 * here.
 */
const MAX_HEADER = 4 * 1024 * 1024;

export interface MailHead {
  /** With its brackets, '' if there is none. */
  messageId: string;
  /** Decoded, on one line. */
  subject: string;
  /** The address in From, '' if there is none. */
  from: string;
  /** The addresses in To and Cc. */
  recipients: string[];
}

/** Reads what one wants to know of a raw mail at a glance, whatever its bytes are. */
export function readMailHead(raw: Buffer): MailHead {
  const text = raw.subarray(0, MAX_HEADER).toString('latin1');
  const head = text.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const field = (name: string) => {
    const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`)) ?? '';
    // unencoded UTF-8 is common in headers (RFC 6532)
    return Buffer.from(line.slice(name.length + 1), 'latin1')
      .toString('utf8')
      .trim();
  };
  return {
    messageId: /<[^<>]+>/.exec(field('message-id'))?.[0] ?? field('message-id'),
    subject: decodeWords(field('subject').slice(0, 2000)),
    from: addressesIn(field('from'))[0] ?? '',
    recipients: [...addressesIn(field('to')), ...addressesIn(field('cc'))],
  };
}

/** 4 KB: the parser needs quadratic time. */
const addressesIn = (value: string): string[] => addressParser(value.slice(0, 4096)).flatMap(flatten);

const flatten = (one: Address): string[] => (one.group ? one.group.flatMap(flatten) : one.address ? [one.address] : []);
