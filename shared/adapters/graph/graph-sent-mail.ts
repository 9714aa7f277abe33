import { z } from 'zod';
import { headerValue } from '../../domain/mail/header-fields.ts';
import type { OutgoingMail } from '../../domain/mail/outgoing-mail.ts';
import { formerMessageId, ownIdField, ownIdOf } from '../../domain/mail/own-id.ts';
import { parseMail } from '../../domain/mail/parse-mail.ts';
import type { ParsedMail } from '../../domain/mail/parsed-mail.ts';
import type { Graph } from './graph-api.ts';
import { ownIdProperty } from './graph-own-id.ts';
import { parseAnswer } from './parse-response.ts';

const Message = z.object({
  id: z.string().min(1).max(1024),
  isDraft: z.boolean().nullish(),
  parentFolderId: z.string().nullish(),
  internetMessageId: z.string().max(998).nullish(),
  createdDateTime: z.iso.datetime({ offset: true }).nullish(),
  subject: z.string().nullish(),
  toRecipients: z.array(z.object({ emailAddress: z.object({ address: z.string().nullish() }) })).nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string() })).nullish(),
});
type Message = z.infer<typeof Message>;
const Messages = z.object({ value: z.array(Message).max(1000) });
const Folder = z.object({ id: z.string().min(1).max(1024) });

/** Of Sent Items, where a mail is looked for that has neither of our ids. */
const maxNewest = 25;
const maxRead = 5;
/** Of a mail that is read for what it was called; a larger one was a draft, which shows our id. */
const maxMailBytes = 4 * 1024 * 1024;
/** The newest of so many minutes, at 30 a minute at most (Exchange); others are not learnt. */
const maxLearnt = 500;
const maxDrafts = 100;

/**
 * Whether a mail of ours has left, by what lies in the mailbox: with the Message-ID that it has
 * now, or null if it has not. A draft of it that was left is removed, since nobody knows how much
 * of it is there. Throws GraphRefusal.
 */
export async function findSent(graph: Graph, user: string, mail: OutgoingMail): Promise<{ messageId: string | null } | null> {
  const ownId = ownIdOf(mail);
  const byMessageId = await list(graph, user, `internetMessageId eq ${literal(mail.messageId)}`);
  const byField = byMessageId.some(isSent)
    ? []
    : await list(graph, user, `singleValueExtendedProperties/Any(ep: ep/id eq '${ownIdProperty}' and ep/value eq ${literal(ownId)})`);
  // one that somebody had sent before has the same Message-ID, and was another operation
  const found = [...byMessageId, ...byField].filter((one) => (fieldOf(one) ?? ownId) === ownId);
  const sent = found.find(isSent);
  if (sent) return { messageId: sent.internetMessageId ?? null };
  if (found.length > 0 && (await isLeaving(graph, user, found))) return { messageId: null };
  return findRenamed(graph, user, mail);
}

const isSent = ({ isDraft }: Message): boolean => !isDraft;

const fieldOf = ({ singleValueExtendedProperties: properties }: Message): string | null => properties?.[0]?.value ?? null;

/** Drafts in the outbox are on their way; those among the drafts are removed. */
async function isLeaving(graph: Graph, user: string, drafts: Message[]): Promise<boolean> {
  const folder = async (name: string) => parseAnswer(Folder, await graph.json('GET', `${user}/mailFolders/${name}?$select=id`)).id;
  const outbox = await folder('outbox');
  if (drafts.some(({ parentFolderId }) => parentFolderId === outbox)) return true;
  const inDrafts = await folder('drafts');
  for (const { id, parentFolderId } of drafts) if (parentFolderId === inDrafts) await graph.json('DELETE', pathOf(user, id));
  return false;
}

/**
 * A mail to which Exchange gave another Message-ID, and took our field from: its bytes still state
 * ours (X-Microsoft-Original-Message-ID).
 */
async function findRenamed(graph: Graph, user: string, mail: OutgoingMail): Promise<{ messageId: string | null } | null> {
  const select = '$select=id,internetMessageId,subject,toRecipients';
  const path = `${user}/mailFolders/sentitems/messages?${select}&$orderby=receivedDateTime%20desc&$top=${maxNewest}`;
  const { value } = parseAnswer(Messages, await graph.json('GET', path));
  const alike = value.filter(
    (one) =>
      one.subject?.trim() === mail.subject.trim() &&
      one.toRecipients?.some(({ emailAddress }) => emailAddress.address?.toLowerCase() === mail.to.address.toLowerCase()),
  );
  for (const one of alike.slice(0, maxRead)) {
    const stated = await headersOf(graph, user, one.id);
    const field = stated && headerValue(stated, ownIdField.toLowerCase());
    if (stated && (field === null ? formerMessageId(stated) === mail.messageId : field === ownIdOf(mail)))
      return { messageId: one.internetMessageId ?? null };
  }
  return null;
}

/**
 * What Exchange called mails of ours that were sent since then: our Message-ID as they state it,
 * not checked, and the one they have. `isOurs` tells a Message-ID of ours: mails that kept it are
 * passed over. Throws GraphRefusal.
 */
export async function renamedSince(
  graph: Graph,
  user: string,
  since: Date,
  isOurs: (messageId: string) => boolean,
): Promise<{ ownId: string; messageId: string }[]> {
  const filter = `$filter=${encodeURIComponent(`receivedDateTime ge ${since.toISOString()}`)}`;
  const path = `${user}/mailFolders/sentitems/messages?${filter}&$orderby=receivedDateTime%20desc&$select=id,internetMessageId&${withField}&$top=${maxLearnt}`;
  const { value } = parseAnswer(Messages, await graph.json('GET', path));
  const renamed: { ownId: string; messageId: string }[] = [];
  let read = 0;
  for (const message of value) {
    const { id, internetMessageId: messageId } = message;
    if (!messageId || isOurs(messageId)) continue;
    const stated = fieldOf(message);
    if (stated === null) read += 1;
    const headers = stated !== null ? asField(stated) : read <= maxRead ? await headersOf(graph, user, id) : null;
    const ownId = headers && formerMessageId(headers);
    if (ownId !== null) renamed.push({ ownId, messageId });
  }
  return renamed;
}

/** Removes drafts of ours that were left since before then. How many; throws GraphRefusal. */
export async function removeLeftDrafts(graph: Graph, user: string, before: Date, isOurs: (messageId: string) => boolean): Promise<number> {
  const path = `${user}/mailFolders/drafts/messages?$select=id,internetMessageId,createdDateTime&$top=${maxDrafts}`;
  const { value } = parseAnswer(Messages, await graph.json('GET', path));
  const left = value.filter(
    ({ internetMessageId, createdDateTime }) =>
      internetMessageId && isOurs(internetMessageId) && createdDateTime && Date.parse(createdDateTime) < before.getTime(),
  );
  for (const { id } of left) await graph.json('DELETE', pathOf(user, id));
  return left.length;
}

async function headersOf(graph: Graph, user: string, id: string): Promise<Pick<ParsedMail, 'headers'> | null> {
  const raw = await graph.bytes(`${pathOf(user, id)}/$value`, maxMailBytes);
  return raw === null || raw === 'too-large' ? null : { headers: parseMail(raw).headers };
}

async function list(graph: Graph, user: string, filter: string): Promise<Message[]> {
  const select = '$select=id,isDraft,parentFolderId,internetMessageId';
  const path = `${user}/messages?$filter=${encodeURIComponent(filter)}&${select}&${withField}&$top=10`;
  return parseAnswer(Messages, await graph.json('GET', path)).value;
}

const withField = `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${ownIdProperty}')`)}`;

const asField = (value: string) => ({ headers: [{ name: ownIdField.toLowerCase(), value }] });

const pathOf = (user: string, id: string): string => `${user}/messages/${encodeURIComponent(id)}`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
