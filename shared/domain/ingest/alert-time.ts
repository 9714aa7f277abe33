import type { IngestFacts } from './ingest-facts.ts';

/** How far a mail's Date may be from when it reached us: a clock that is wrong says nothing. */
const maxLateMs = 86_400_000;
const maxEarlyMs = 600_000;

/**
 * When a mail of a machine was written, in ISO 8601: its Date, unless that is far from when the
 * mail reached us; then that time. A recovery and its problem may arrive in either order. Pure.
 */
export function alertTime({ mail, receivedAt }: Pick<IngestFacts, 'receivedAt'> & { mail: { date: Date | null } }): string {
  const late = mail.date ? receivedAt.getTime() - mail.date.getTime() : Number.POSITIVE_INFINITY;
  return (mail.date && late <= maxLateMs && late >= -maxEarlyMs ? mail.date : receivedAt).toISOString();
}
