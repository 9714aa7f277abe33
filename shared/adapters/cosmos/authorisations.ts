import type { Container } from '@azure/cosmos';
import { PendingAuthorisation } from '../../domain/authorisation/pending-authorisation.ts';
import { planLease } from '../../domain/authorisation/plan-lease.ts';
import { Authorisation, TokenLease } from '../../domain/mailboxes/authorisation.ts';
import { parseItem } from './parse-item.ts';
import type { Row } from './query.ts';
import { statusOf } from './status-of.ts';

/** An authorisation as it was read: it is replaced only if it is still so. */
export type StoredAuthorisation = { authorisation: Authorisation; etag: string };

/** Sign-ins that nobody ended are kept a little longer, so that a late one is told what it is. */
const pendingSeconds = 3600;

/**
 * The consent of mailboxes, in the container `mailboxes`, in each one's partition: the items
 * `authorisation` and `token-lease`, and the sign-ins that are under way.
 */
export const authorisationStore = (container: Container, now: () => Date) => ({
  /** Null: it was never authorised. Throws BrokenSettingError when the item can't be read. */
  async readAuthorisation(mailboxId: string): Promise<StoredAuthorisation | null> {
    const stored = await read(container, 'authorisation', mailboxId);
    const authorisation = parseItem(Authorisation, 'authorisation', mailboxId, stored);
    return authorisation && { authorisation, etag: etagOf(stored) };
  },

  /**
   * Writes it; with `etag` only if it is as it was read then. False: somebody else was faster.
   */
  async writeAuthorisation(mailboxId: string, authorisation: Authorisation, etag: string | null): Promise<boolean> {
    const wanted = item(mailboxId, 'authorisation', authorisation);
    if (etag === null) return (await statusOf(container.items.upsert(wanted))) < 300;
    return (await statusOf(container.item('authorisation', mailboxId).replace(wanted, ifSame(etag)))) === 200;
  },

  /** Takes the lease on a mailbox's token until then; false: another owner has it. */
  async takeLease(mailboxId: string, owner: string, until: Date): Promise<boolean> {
    const wanted = (lease: TokenLease) => item(mailboxId, 'token-lease', lease);
    const free = { owner, until: until.toISOString() };
    if ((await statusOf(container.items.create(wanted(free)))) === 201) return true;
    const stored = await read(container, 'token-lease', mailboxId);
    const lease = planLease(parseItem(TokenLease, 'token-lease', mailboxId, stored), owner, until, now());
    if (!lease) return false;
    return stored === null
      ? (await statusOf(container.items.create(wanted(lease)))) === 201
      : (await statusOf(container.item('token-lease', mailboxId).replace(wanted(lease), ifSame(etagOf(stored))))) === 200;
  },

  /** Gives the lease up, if it is still the owner's. */
  async giveUpLease(mailboxId: string, owner: string): Promise<void> {
    const stored = await read(container, 'token-lease', mailboxId);
    if (parseItem(TokenLease, 'token-lease', mailboxId, stored)?.owner !== owner) return;
    await statusOf(container.item('token-lease', mailboxId).delete(ifSame(etagOf(stored))));
  },

  /** Keeps a sign-in that was started, by the hash of its state. */
  async putPending(hash: string, pending: PendingAuthorisation): Promise<void> {
    await container.items.create({
      ...item(pending.mailboxId, 'pending-authorisation', pending),
      id: pendingId(hash),
      ttl: pendingSeconds,
    });
  },

  /** Takes a sign-in that was started, once: who comes second gets null, as for an unknown one. */
  async takePending(mailboxId: string, hash: string): Promise<PendingAuthorisation | null> {
    const stored = await read(container, pendingId(hash), mailboxId);
    if (stored === null) return null;
    const pending = parseItem(PendingAuthorisation, 'pending-authorisation', mailboxId, stored);
    const taken = await statusOf(container.item(pendingId(hash), mailboxId).delete(ifSame(etagOf(stored))));
    return taken === 204 ? pending : null;
  },
});

const pendingId = (hash: string): string => `pending-authorisation-${hash}`;

const item = (mailboxId: string, type: string, value: object) => ({ ...value, id: type, type, mailboxId, schemaVersion: 1 });

async function read(container: Container, id: string, mailboxId: string): Promise<Row | null> {
  const { resource } = await container.item(id, mailboxId).read<Row>();
  return resource ?? null;
}

const etagOf = (row: Row | null): string => String(row?._etag ?? '');
const ifSame = (etag: string) => ({ accessCondition: { type: 'IfMatch', condition: etag } });
