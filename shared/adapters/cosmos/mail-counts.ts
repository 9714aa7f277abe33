import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { Outcome } from '../../domain/trace/outcome.ts';
import { queryAll } from './query.ts';

/** Of a few dozen bytes each. */
const pageRows = 5000;

const Counted = z.object({ mailboxId: z.string(), outcome: Outcome });

/**
 * Counts the mails that came to their end within a time, by mailbox and outcome. Each has one
 * trace, so a mail that was delivered twice counts once; one that was replayed later counts at the
 * later time, too, if the earlier was counted already. `from` inclusive, `until` exclusive.
 */
export const mailCounter =
  (tickets: Container) =>
  async (from: string, until: string): Promise<Map<string, Record<string, number>>> => {
    const rows = await queryAll(
      tickets,
      "SELECT c.mailboxId, c.outcome FROM c WHERE c.type = 'mail' AND c.processedAt >= @from AND c.processedAt < @until AND c.outcome != 'processing'",
      [
        { name: '@from', value: from },
        { name: '@until', value: until },
      ],
      undefined,
      pageRows,
    );
    const counts = new Map<string, Record<string, number>>();
    for (const row of rows) {
      const { mailboxId, outcome } = Counted.parse(row);
      const ofMailbox = counts.get(mailboxId) ?? {};
      ofMailbox[outcome] = (ofMailbox[outcome] ?? 0) + 1;
      counts.set(mailboxId, ofMailbox);
    }
    return counts;
  };
