import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { pollTimesStore } from '../../shared/adapters/cosmos/poll-times.ts';
import { pollRef } from '../../shared/domain/queue-items.ts';
import type { MailSource } from '../../shared/ports/mail-source.ts';
import { type PollMailboxesDeps, pollMailboxes } from '../../shared/workflows/poll-mailboxes.ts';
import { type SchedulePollsDeps, schedulePolls } from '../../shared/workflows/schedule-polls.ts';
import { readFigures } from '../../tools/cost-figures.ts';
import { aSeededCosmos } from '../support/a-seeded-cosmos.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { aPolledMailbox } from './a-polled-mailbox.ts';

/** What a thousand mailboxes ask of Cosmos DB: docs/costs.md is computed from these figures. */

const figures = readFigures().measured.polling;
/** Request units follow the size of the items, which get more fields. */
const asFieldsCome = 0.2;
const now = new Date('2026-11-02T09:00:00Z');
const well = { lastPolledAt: now.toISOString(), lastMailAt: now.toISOString(), failures: 0, lastError: null, retryAt: null, stuckOn: null };

let cosmos: Awaited<ReturnType<typeof aSeededCosmos>>;
let scheduling: SchedulePollsDeps;
let polling: PollMailboxesDeps;
beforeAll(async () => {
  cosmos = await aSeededCosmos();
  const open = (withinPartitions: boolean) =>
    openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions }).container('mailboxes');
  const [container, partitions] = [open(false), open(true)];
  for (const seeded of ['support', 'helpdesk', 'exchange'])
    await container
      .item('mailbox', seeded)
      .delete()
      .catch(() => null);
  const store = mailboxStore(container, () => now, expect.fail);
  for (let n = 0; n < figures.mailboxes; n += 1) {
    const mailboxId = `mailbox-${n}`;
    const { since: _, ...mailbox } = imapMailbox(993, { mailboxId, address: `${mailboxId}@contoso.example` });
    await container.items.create({ ...mailbox, id: 'mailbox', type: 'mailbox', schemaVersion: 1 });
    await store.writeCursor(mailboxId, { kind: 'imap', token: '7.41' });
    await store.writeHealth(mailboxId, well);
  }
  scheduling = { ...store, ...pollTimesStore(partitions), pace: { minMs: 60_000, maxMs: 900_000 }, now: () => now };
  polling = { ...aPolledMailbox().deps, ...store, openSource: async () => aSource([]), now: () => now };
}, 120_000);
afterAll(() => cosmos?.end());

const aSource = (steps: { uid: number }[]): MailSource => ({
  async *newMails() {
    for (const { uid } of steps) {
      const mail = { kind: 'fetched', remoteId: `7.${uid}`, size: 1, receivedAt: now, raw: Buffer.from('x') } as const;
      yield { mail, cursorAfter: { kind: 'imap', token: `7.${uid}` } };
    }
  },
  rawMail: async () => null,
  acknowledge: async () => {},
  close: async () => {},
});

/** Requests and request units of some work, which is done once before, to fill what is kept. */
async function measured<T>(work: () => Promise<T>): Promise<{ result: T; requests: number; ru: number }> {
  await work();
  await cosmos.resetStats();
  const result = await work();
  const all = Object.values(await cosmos.stats());
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
  return { result, requests: sum(({ count }) => count), ru: Math.round(sum(({ requestUnits }) => requestUnits)) };
}

test('a round of the timer, and an item of twenty mailboxes with nothing new', async () => {
  let minutes = 0;
  const round = await measured(() => {
    minutes += 2;
    return schedulePolls({ ...scheduling, now: () => new Date(now.getTime() + minutes * 60_000) });
  });
  const [item] = round.result.polls;
  expect([round.result.polls.length, 1 + (item?.others?.length ?? 0)]).toEqual([
    figures.mailboxes / figures.mailboxesPerItem,
    figures.mailboxesPerItem,
  ]);
  const looked = await measured(() => pollMailboxes(polling, item ?? pollRef('mailbox-1', now)));
  expect(looked.result.every(({ result }) => result.kind === 'polled' && !result.isNews)).toBe(true);
  expect([round.requests, looked.requests]).toEqual([figures.requestsPerRound, figures.requestsPerItem]);
  expect(Math.abs(round.ru / figures.ruPerRound - 1)).toBeLessThan(asFieldsCome);
  expect(Math.abs(looked.ru / figures.ruPerItem - 1)).toBeLessThan(asFieldsCome);
  // a mailbox's share of both, and its health at worst
  expect(round.requests / figures.mailboxes + looked.requests / figures.mailboxesPerItem + 1).toBeLessThan(2);
});

test('a mail that is taken in', async () => {
  let uid = 41;
  const taken = await measured(() => {
    uid += 1;
    const deps = { ...polling, openSource: async () => aSource([{ uid }]), now: () => new Date(now.getTime() + uid * 60_000) };
    return pollMailboxes(deps, pollRef('mailbox-1', deps.now()));
  });
  expect(taken.result).toMatchObject([{ result: { kind: 'polled', read: { mails: 1 } } }]);
  expect(taken.requests).toBe(figures.requestsPerIntake);
  expect(Math.abs(taken.ru / figures.ruPerIntake - 1)).toBeLessThan(asFieldsCome);
});

test('the health of a mailbox', async () => {
  const { ru } = await measured(() => polling.writeHealth('mailbox-1', well));
  expect(Math.abs(ru / figures.ruPerHealth - 1)).toBeLessThan(asFieldsCome);
});
