import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { sendBooks } from '../../shared/adapters/cosmos/send-books.ts';
import type { OutgoingMail } from '../../shared/domain/mail/outgoing-mail.ts';
import type { Notification } from '../../shared/domain/notifications/notification.ts';
import type { SendBook } from '../../shared/domain/notifications/pace.ts';
import { type NotificationRef, notificationRef } from '../../shared/domain/queue-items.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { MailSenderError } from '../../shared/errors.ts';
import type { SendOptions, SendResult } from '../../shared/ports/mail-sender.ts';
import { handOver } from '../../shared/workflows/hand-over.ts';
import { type PaceDeps, pacing } from '../../shared/workflows/pace-sending.ts';
import { type SendDeps, sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** Notifications by the hundred, from two instances, by a channel that is hard to use. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());
const flow = aMailFlow(() => deployment);

const pace = { perMinute: 30, perHour: 1000 };

/**
 * A channel without memory of operations: it tells only who looks. Of each ten mails one is taken
 * while the answer gets lost, one meets an outage, and one in fifty is refused. Of more than
 * `perMinute` in a minute the others are turned away.
 */
function aDifficultChannel(now: () => Date, perMinute: number) {
  const taken = new Map<string, number>();
  const perMinuteTaken = new Map<number, number>();
  let turnedAway = 0;
  let calls = 0;
  async function send(mail: OutgoingMail, { again } = { again: false }): Promise<SendResult> {
    calls += 1;
    if (again && taken.has(mail.messageId)) return { kind: 'accepted' };
    const minute = Math.floor(now().getTime() / 60_000);
    const before = perMinuteTaken.get(minute) ?? 0;
    if (before >= perMinute) {
      turnedAway += 1;
      throw new MailSenderError('429', { retryAfterMs: 60_000, isBusy: true });
    }
    if (calls % 10 === 3) throw new MailSenderError('503', { retryAfterMs: null });
    if (calls % 50 === 7) return { kind: 'refused', reason: remark('smtp-refused', { said: '554 5.7.1' }) };
    perMinuteTaken.set(minute, before + 1);
    taken.set(mail.messageId, (taken.get(mail.messageId) ?? 0) + 1);
    if (calls % 10 === 5) throw new MailSenderError('no answer', { retryAfterMs: null, perhapsTaken: true });
    return { kind: 'accepted' };
  }
  return { send, taken, most: () => Math.max(...perMinuteTaken.values()), turnedAway: () => turnedAway };
}

/** So many notifications of one ticket, each to somebody else, kept as its partition keeps them. */
async function owe(count: number) {
  const { sends } = await flow.ingest(aMail({ messageId: flow.unique() }));
  const [first] = sends;
  const owed = first && (await deployment.store().owed(first));
  if (!owed) throw new Error('a new ticket owes its confirmation');
  const { ticket, etag, notification } = owed;
  const all = Array.from({ length: count }, (_, n): [string, Notification] => {
    const id = `${notification.id}-${n}`;
    return [id, { ...notification, id, to: { address: `user${n}@fabrikam.example`, name: null } }];
  });
  const rows = new Map(all);
  const deps: Pick<SendDeps, 'owed' | 'commit'> = {
    async owed({ notificationId }) {
      const row = rows.get(notificationId);
      return row ? { notification: row, ticket, etag, message: null } : null;
    },
    async commit({ patch }) {
      for (const one of patch) {
        if (!('notificationId' in one)) continue;
        const row = rows.get(one.notificationId);
        if (!row || !one.onlyIf?.status.includes(row.status)) return 'conflict';
        rows.set(row.id, { ...row, ...one.set });
      }
      return { etag: null };
    },
  };
  return { rows, deps, refs: all.map(([notificationId]) => notificationRef({ ticketId: ticket.ticketId, notificationId })) };
}

/** The book that all instances share: who has read an older one does not write. */
function aBook(): Pick<PaceDeps, 'readBook' | 'writeBook'> {
  let kept: { book: SendBook; etag: string } | null = null;
  return {
    readBook: async () => kept,
    async writeBook(_, book, etag) {
      if (etag !== (kept?.etag ?? null)) return false;
      kept = { book, etag: String(Number(etag ?? 0) + 1) };
      return true;
    },
  };
}

test('500 notifications all end sent, or failed with the reason, and none leaves twice', async () => {
  let clock = Date.now();
  const now = () => new Date(clock);
  // what was agreed on turns out to be too much
  const channel = aDifficultChannel(now, 28);
  const book = aBook();
  const { rows, deps, refs } = await owe(500);
  const sending = deployment.sending();
  const queue: { ref: NotificationRef; at: number }[] = [];
  const anInstance = (): SendDeps => {
    const handing = { now, pacing: pacing({ ...book, now, wait: async () => {}, random: () => 0 }), keepRaw: async () => {} };
    const opened = {
      name: 'difficult',
      pace,
      open: async () => ({ send: (mail: OutgoingMail, options?: SendOptions) => channel.send(mail, options) }),
    };
    return {
      ...sending,
      ...deps,
      now,
      send: (mail, _, options) => handOver(handing, opened, mail, options),
      enqueue: async (ref, afterMs) => void queue.push({ ref, at: clock + afterMs }),
    };
  };
  const instances = [anInstance(), anInstance()];
  for (const ref of refs) queue.push({ ref, at: clock });

  let turns = 0;
  while (queue.length > 0 && turns < 5000) {
    queue.sort((a, b) => a.at - b.at);
    const due = queue.splice(0, 2);
    clock = Math.max(clock, ...due.map(({ at }) => at));
    turns += due.length;
    await Promise.all(due.map(({ ref }, n) => sendNotification(instances[n] ?? anInstance(), ref)));
  }

  const ended = [...rows.values()];
  const failed = ended.filter((one) => one.status === 'failed');
  expect(ended.filter((one) => one.status === 'sent').length + failed.length).toBe(500);
  expect(failed.map((one) => one.failure?.code)).toEqual(failed.map(() => 'smtp-refused'));
  expect([...channel.taken.values()].filter((times) => times > 1)).toEqual([]);
  expect(channel.taken.size).toBe(500 - failed.length);
  expect(channel.most()).toBeLessThanOrEqual(28);
  // each was tried about as often as it had to be, and hardly any was turned away
  expect(turns).toBeLessThan(1800);
  expect(channel.turnedAway()).toBeLessThan(40);
}, 90_000);

test('a reply goes before the notifications that wait, and they are told until when', async () => {
  const at = new Date('2026-11-28T12:00:00Z');
  const { cosmos } = deployment;
  const settings = openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: true }).container('settings');
  const { permit } = pacing({ ...sendBooks(settings), now: () => at, wait: async () => {}, random: () => 0 });
  const small = { perMinute: 10, perHour: 10 };
  const storm: (Date | null)[] = [];
  for (let n = 0; n < 10; n += 1) storm.push(await permit('small', small, 'automatic'));
  expect(storm.filter((until) => until === null)).toHaveLength(7);
  expect(storm.at(-1)).toEqual(new Date('2026-11-28T13:00:12Z'));
  expect(await permit('small', small, 'person')).toBeNull();
});
