import type { MailboxState } from './mailbox.ts';

/**
 * How a mailbox does, for people: `delayed` while it is tried again after failures that may pass,
 * `failing` when they do not, `needs-authorisation` when only a person can help.
 */
export type MailboxStatus = {
  state: 'healthy' | 'delayed' | 'needs-authorisation' | 'paused' | 'failing';
  health: { lastMailAt: string | null; lastSuccessAt: string | null; problem: string | null };
};

/** So long after the last good read, a mailbox that can't be read is failing. */
const failingAfterMs = 15 * 60_000;

/** The state of a mailbox at a time, from what is kept of it. Pure. */
export function mailboxStatus({ mailbox, health }: MailboxState, now: Date): MailboxStatus {
  const shown = { lastMailAt: health?.lastMailAt ?? null, lastSuccessAt: health?.lastPolledAt ?? null, problem: health?.lastError ?? null };
  const status = (state: MailboxStatus['state']): MailboxStatus => ({ state, health: shown });
  if (!mailbox.enabled) return status('paused');
  if (!health || health.failures === 0) return status('healthy');
  if (health.lastError?.startsWith('needs-authorisation:')) return status('needs-authorisation');
  const since = health.lastPolledAt ?? health.connectedAt;
  return status(since && now.getTime() - Date.parse(since) < failingAfterMs ? 'delayed' : 'failing');
}
