import type { Container } from '@azure/cosmos';
import { PollClaim } from '../../domain/mailboxes/mailbox.ts';
import { planClaim } from '../../domain/mailboxes/plan-poll-claim.ts';
import { put, read, remove } from './mailbox-items.ts';
import { parseItem } from './parse-item.ts';
import type { Row } from './query.ts';

/**
 * Claims on polling a mailbox. Most often there is none, and the poll that took it gives it up: one
 * request each, as long as nobody else has touched it.
 */
export function pollClaims(container: Container, now: () => Date) {
  const mine = new Map<string, Row>();
  const keep = (mailboxId: string, written: Row | null) => {
    if (written) mine.set(mailboxId, written);
    else mine.delete(mailboxId);
    return written !== null;
  };

  return {
    /**
     * Takes or renews the claim to poll a mailbox; false: another owner holds it. It runs out at
     * `until`.
     */
    async claimPoll(mailboxId: string, owner: string, until: Date): Promise<boolean> {
      const write = async (stored: Row | null) => {
        const claim = planClaim(claimIn(mailboxId, stored), owner, until, now());
        return keep(mailboxId, claim && (await put(container, mailboxId, 'poll-claim', claim, stored)));
      };
      const known = mine.get(mailboxId);
      // known as it was written, or taken to be free; whether that still holds shows when it is
      // written
      if ((!known || claimIn(mailboxId, known)?.owner === owner) && (await write(known ?? null))) return true;
      return write(await read(container, 'poll-claim', mailboxId));
    },

    /** Gives the claim up, if it is still the owner's. */
    async releasePoll(mailboxId: string, owner: string): Promise<void> {
      const stored = mine.get(mailboxId) ?? (await read(container, 'poll-claim', mailboxId));
      mine.delete(mailboxId);
      if (stored && claimIn(mailboxId, stored)?.owner === owner) await remove(container, mailboxId, 'poll-claim', stored);
    },
  };
}

const claimIn = (mailboxId: string, stored: Row | null): PollClaim | null => parseItem(PollClaim, 'poll-claim', mailboxId, stored);
