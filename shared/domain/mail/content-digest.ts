import { hash } from 'node:crypto';
import { isListFooter, listMarks, withoutListFooter } from './list-footer.ts';
import { parseAddresses } from './mime/address-list.ts';
import { toLineFeeds } from './mime/line-feeds.ts';
import type { HeaderField, ParsedMail } from './parsed-mail.ts';
import { subjectWithoutTags } from './subject.ts';
import { traceField } from './transport-fields.ts';

/**
 * What the digest takes of a leaf: its declared type and name, and the SHA-256 of its content,
 * whatever its line ends are.
 */
export type DigestedLeaf = { type: string; name: string | null; sha256: string };

/** One text of the body, in one or both forms. */
type BodyText = { plain: string | null; html: string | null };

/** The header fields that the author of a mail wrote. */
type AuthoredHeader = Pick<ParsedMail, 'headers' | 'from' | 'to' | 'cc' | 'date' | 'subject' | 'inReplyTo' | 'references'>;

/**
 * SHA-256 (hex) of what the author of a mail wrote, and nothing else: the addresses in From, To and
 * Cc, the date, the subject without the tags of lists and gateways, the Message-IDs that it answers
 * (RFC 5322 3.6), and its leaves in order. All copies of a mail have the same digest, whether sent
 * twice, delivered to two mailboxes, resent, or sent through a list, an archiver or a gateway that
 * added fields and a footer (RFC 2369, 2919, 5064, 8058). A different mail with the same Message-ID
 * has a different one, and so has a mail whose body or From was changed on the way.
 *
 * `others`: further digests under which a copy may already be stored: where a list replaced the
 * author in From, the digest with the author. This does not work the other way round: anybody can
 * name an author in X-Original-From or Reply-To, and a copy that a stranger sent first must not
 * keep the author's own mail out.
 */
export function contentDigest(header: AuthoredHeader, texts: readonly BodyText[], files: readonly DigestedLeaf[]) {
  const leaves = [...textLeaves(texts, listMarks(header.headers)), ...files].map(leafLine);
  const digestOf = (from: string) => hash('sha256', [from, ...authoredLines(header), '', ...leaves].join('\n'));
  const author = authorBeforeList(header);
  return { digest: digestOf(authorLine(header)), others: () => (author === null ? [] : [digestOf(author)]) };
}

/**
 * SHA-256 (hex) of the leaves and of all fields except those of the transport. Earlier versions
 * told copies apart by it, so it is part of the ids that they stored; mails without a Message-ID
 * get theirs from it.
 */
export function fieldsDigest(fields: HeaderField[], leaves: DigestedLeaf[]): string {
  const lines = fields.filter(({ name }) => !traceField.test(name)).map(({ name, value }) => `${name}:${value.replace(/\s+/g, ' ')}`);
  return hash('sha256', `${lines.join('\n')}\n\n${leaves.map(leafLine).join('\n')}`);
}

const leafLine = ({ type, name, sha256 }: DigestedLeaf): string => `${type}\t${name ?? ''}\t${sha256}`;

const fieldsNamed = (headers: readonly HeaderField[], name: string): string =>
  headers
    .filter((field) => field.name === name)
    .map(({ value }) => value.replace(/\s+/g, ' ').trim())
    .join(', ');

/**
 * The address in From. If it has none, the field unchanged, not Sender or Return-Path, which change
 * on the way.
 */
function authorLine({ headers, from }: AuthoredHeader): string {
  const written = fieldsNamed(headers, 'from');
  return from && written.toLowerCase().includes(from.address) ? from.address : written;
}

function authoredLines({ headers, to, cc, date, subject, inReplyTo, references }: AuthoredHeader): string[] {
  const addresses = (people: { address: string }[]) => people.map(({ address }) => address).join(' ');
  const written = date?.toISOString() ?? fieldsNamed(headers, 'date');
  // programs that use one Message-ID again and name no date can only be told apart by their whole
  // subject ("[OK] disk 1", "[FULL] disk 1")
  const named = date === null ? subject : subjectWithoutTags(subject);
  return [addresses(to), addresses(cc), written, named, inReplyTo.join(' '), references.join(' ')];
}

/** The author that a list names if it wrote itself into From ("Dora via Desk"), else null. */
function authorBeforeList({ headers, from }: AuthoredHeader): string | null {
  const original = fieldsNamed(headers, 'x-original-from');
  const isVia = / via /i.test(from?.name ?? '');
  if (original === '' && !isVia) return null;
  const { addresses } = parseAddresses((original || fieldsNamed(headers, 'reply-to')).slice(0, 2_000));
  const [author] = addresses;
  return author && addresses.length === 1 && author.address !== from?.address ? author.address : null;
}

/** The texts of the body, without the footer that a list has put below them. */
function textLeaves(texts: readonly BodyText[], marks: readonly string[]): DigestedLeaf[] {
  const last = texts.length > 1 ? texts.at(-1)?.plain : null;
  const own = last != null && isListFooter(last, marks) ? texts.slice(0, -1) : texts;
  return own.flatMap(({ plain, html }) => [...textLeaf('text/plain', plain, marks), ...textLeaf('text/html', html, marks)]);
}

const textLeaf = (type: string, text: string | null, marks: readonly string[]): DigestedLeaf[] =>
  text === null ? [] : [{ type, name: null, sha256: hash('sha256', withoutListFooter(text, marks).trimEnd()) }];

/**
 * SHA-256 (hex) of a text with LF line ends and without empty lines at its end, which mail stores
 * add and remove.
 */
export function textDigest(bytes: Buffer): string {
  const text = toLineFeeds(bytes, 'keep');
  let end = text.length;
  while (end > 0 && text[end - 1] === 0x0a) end -= 1;
  return hash('sha256', text.subarray(0, end));
}
