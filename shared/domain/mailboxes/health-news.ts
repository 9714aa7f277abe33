import type { MailboxHealth } from './mailbox.ts';

/** So old may the time of the last good read be that is kept. */
const keptForMs = 5 * 60_000;

/**
 * What a mailbox's health has to be written for after a read: it changed, or the time of the last
 * good read, which changes each time, has grown old. Null: neither; a write for each poll of a
 * thousand mailboxes with nothing new would cost more than all else about them. Pure.
 */
export function healthNews(before: MailboxHealth | null, after: MailboxHealth): 'changed' | 'old' | null {
  if (!before?.lastPolledAt || lasting(before) !== lasting(after)) return 'changed';
  const age = Date.parse(after.lastPolledAt ?? '') - Date.parse(before.lastPolledAt);
  return age >= keptForMs ? 'old' : null;
}

/** All but the time of the last read, in an order of its own. */
const lasting = ({ lastPolledAt: _, ...rest }: MailboxHealth): string =>
  JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
