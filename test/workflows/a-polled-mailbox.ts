import { createHash } from 'node:crypto';
import type { Cursor, Mailbox, MailboxHealth, PollClaim } from '../../shared/domain/mailboxes/mailbox.ts';
import { planClaim } from '../../shared/domain/mailboxes/plan-poll-claim.ts';
import type { Subscription } from '../../shared/domain/mailboxes/subscription.ts';
import type { MailRef, PollRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailSource, SourceMail } from '../../shared/ports/mail-source.ts';
import type { MailSetAside } from '../../shared/workflows/fetch-mails.ts';
import type { PollMailboxesDeps } from '../../shared/workflows/poll-mailboxes.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';

/** The process is killed: nothing after this line runs. */
export class Killed extends Error {}

type Mail = { uid: number; raw: string; large?: boolean; breaks?: boolean; receivedAt?: Date };

type World = {
  mailbox: Mailbox;
  mails: Mail[];
  now: Date;
  /** How many milliseconds each look at the clock takes. */
  tick: number;
  cursor: Cursor | null;
  claim: PollClaim | null;
  health: MailboxHealth | null;
  subscription: Subscription | null;
  blobs: Map<string, string>;
  queued: MailRef[];
  polls: PollRef[];
  setAside: MailSetAside[];
  acknowledged: string[];
  subscriptionWishes: string[];
  /** The names of all writes, in order. */
  writes: string[];
  killAfter: number;
  sourceError: MailSourceError | null;
  acknowledgeError: MailSourceError | null;
  opened: number;
  closed: number;
};

/**
 * A mailbox and everything that polling it writes to, as plain values. `killAfter`: with the write
 * of this number, counted over all runs, the process is killed, the write done. Every write of the
 * cursor checks that all mails up to it are safe.
 */
export function aPolledMailbox(more: { mailbox?: Mailbox; mails?: Mail[]; listsOnly?: boolean } = {}) {
  const world: World = {
    mailbox: more.mailbox ?? imapMailbox(993),
    mails: more.mails ?? [],
    now: new Date('2026-11-02T09:00:00Z'),
    tick: 0,
    cursor: null,
    claim: null,
    health: null,
    subscription: null,
    blobs: new Map(),
    queued: [],
    polls: [],
    setAside: [],
    acknowledged: [],
    subscriptionWishes: [],
    writes: [],
    killAfter: Number.POSITIVE_INFINITY,
    sourceError: null,
    acknowledgeError: null,
    opened: 0,
    closed: 0,
  };
  const write = (name: string) => {
    world.writes.push(name);
    if (world.writes.length === world.killAfter) throw new Killed(name);
  };
  const idOf = ({ uid }: Mail) => `7.${uid}`;

  const source: MailSource = {
    async *newMails(cursor, limits) {
      const from = uidOf(cursor);
      for (const mail of world.mails.filter(({ uid }) => uid > from)) {
        const remoteId = idOf(mail);
        if (world.sourceError) throw world.sourceError;
        const isPassedOver = remoteId === limits.setAside;
        if (mail.breaks && !isPassedOver) throw new MailSourceError('unreachable', 'the connection broke', { remoteId });
        const known = { remoteId, size: mail.raw.length, receivedAt: mail.receivedAt ?? world.now };
        const why = isPassedOver ? 'unreadable' : mail.large ? 'too-large' : null;
        const taken: SourceMail = more.listsOnly ? { kind: 'listed', ...known } : { kind: 'fetched', ...known, raw: Buffer.from(mail.raw) };
        const step: SourceMail = why ? { kind: 'set-aside', ...known, why, head: null } : taken;
        yield { mail: step, cursorAfter: { kind: 'spool', token: String(mail.uid) } };
      }
      if (world.sourceError) throw world.sourceError;
    },
    rawMail: async () => null,
    async acknowledge(remoteIds) {
      if (world.acknowledgeError) throw world.acknowledgeError;
      world.acknowledged.push(...remoteIds);
      write('acknowledge');
    },
    async close() {
      world.closed += 1;
    },
  };

  const isSafe = (mail: Mail) =>
    world.setAside.some(({ remoteId }) => remoteId === idOf(mail)) ||
    world.queued.some(
      ({ remoteId, rawBlob }) => remoteId === idOf(mail) && (more.listsOnly || world.blobs.get(rawBlob ?? '') === mail.raw),
    );

  const state = () => ({ mailbox: world.mailbox, cursor: world.cursor, subscription: world.subscription, health: world.health });
  const deps: PollMailboxesDeps = {
    mailBytes: 100_000,
    now() {
      world.now = new Date(world.now.getTime() + world.tick);
      return world.now;
    },
    readMailbox: async (id) => (id === world.mailbox.mailboxId ? state() : null),
    readMailboxes: async (ids) => ({ states: ids.includes(world.mailbox.mailboxId) ? [state()] : [], broken: [] }),
    readCursor: async () => world.cursor,
    readHealth: async () => world.health,
    async openSource() {
      world.opened += 1;
      return source;
    },
    async claimPoll(_id, owner, until) {
      const claim = planClaim(world.claim, owner, until, world.now);
      if (claim) world.claim = claim;
      if (claim) write('claim');
      return claim !== null;
    },
    async releasePoll(_id, owner) {
      if (world.claim?.owner === owner) world.claim = null;
      write('release');
    },
    knownRemoteIds: async (_id, ids) =>
      new Map(ids.filter((id) => world.queued.some(({ remoteId }) => remoteId === id)).map((id) => [id, 'known'])),
    async stageRaw(raw) {
      const text = Buffer.from(raw).toString();
      const name = `raw/${createHash('sha256').update(text).digest('hex')}.eml`;
      world.blobs.set(name, text);
      write('stage');
      return name;
    },
    async enqueueMails(refs) {
      // one message each: the process may die between two
      for (const ref of refs) {
        world.queued.push(ref);
        write('enqueue');
      }
    },
    async recordSetAside(mail) {
      world.setAside.push(mail);
      write('set aside');
    },
    async writeCursor(_id, cursor) {
      const last = uidOf(cursor);
      const lost = world.mails.filter((mail) => mail.uid <= last && !isSafe(mail));
      if (lost.length > 0 && world.mailbox.since === null) throw new Error(`the cursor is ahead of mails ${lost.map(({ uid }) => uid)}`);
      world.cursor = cursor;
      write('cursor');
    },
    async writeHealth(_id, health) {
      world.health = health;
      write('health');
    },
    async enqueuePoll(ref) {
      world.polls.push(ref);
      write('enqueue poll');
    },
    async renewSubscription(_mailbox, _stored, wanted) {
      world.subscriptionWishes.push(wanted);
      if (world.sourceError) throw world.sourceError;
    },
  };
  return Object.assign(world, { deps });
}

/** The UID of the last mail that is behind a cursor. */
const uidOf = (cursor: Cursor | null): number => Number(cursor?.token ?? 0);

export const numberedMails = (count: number): Mail[] =>
  Array.from({ length: count }, (_, n) => ({ uid: n + 1, raw: `Subject: number ${n + 1}\r\n\r\n` }));
