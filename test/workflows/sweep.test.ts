import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { recordAttempt, recordFailure } from '../../shared/workflows/record-failure.ts';
import { sweep } from '../../shared/workflows/sweep.ts';
import { aHouse, type House } from '../support/a-house.ts';
import { aMail } from '../support/a-mail.ts';
import { aPostRoom } from '../support/a-post-room.ts';

/** What a crash or an outage left behind is queued again, as long as that may help. */

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const { unique, arrived, ingest, send } = aPostRoom(() => house);
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const sweepAt = (now: Date) => sweep({ ...house.store(), now: () => now });

/** A mail that was tried and given up. */
async function aFailedMail(withError: boolean) {
  const ref = arrived(aMail({ messageId: unique() }));
  const deps = house.ingest();
  const { mailbox } = (await deps.settingsOf('support')) ?? {};
  if (!mailbox) throw new Error('support is not seeded');
  const failing = { ...house.store(), ...deps, mailboxOf: async () => mailbox };
  if (withError) await recordAttempt(failing, ref, new Error('Cosmos DB is away'));
  return { ref, trace: await recordFailure(failing, ref) };
}

test('a notification that still waits after two minutes, and not before; none once it is sent', async () => {
  const { trace, sends } = await ingest(aMail({ messageId: unique() }));
  const waiting = async (now: Date) => (await sweepAt(now)).notifications.filter(({ ticketId }) => ticketId === trace.ticketId);
  expect(await waiting(minutes(1))).toEqual([]);
  expect(await waiting(minutes(3))).toEqual([{ ...sends[0], again: true }]);
  await send(sends);
  expect(await waiting(minutes(3))).toEqual([]);
});

test('a mail that an error made fail: after a quarter of an hour, for a day, until it is in a ticket', async () => {
  const { ref } = await aFailedMail(true);
  const found = async (now: Date) => (await sweepAt(now)).mails.filter(({ remoteId }) => remoteId === ref.remoteId);
  expect(await found(minutes(10))).toEqual([]);
  expect(await found(minutes(25 * 60))).toEqual([]);
  const [again] = await found(minutes(20));
  expect(again).toMatchObject({ remoteId: ref.remoteId, replay: true, rawBlob: expect.stringMatching(/^raw\//) });
  if (!again) throw new Error('it was not found');
  expect((await ingestMail(house.ingest(), again, 1)).trace).toMatchObject({ outcome: 'ticket' });
  expect(await found(minutes(20))).toEqual([]);
});

test('a mail that ended its process each time, and left no error, is left to a person: it would end it again', async () => {
  const { ref, trace } = await aFailedMail(false);
  expect(trace.outcome).toBe('failed');
  expect((await sweepAt(minutes(20))).mails.filter(({ remoteId }) => remoteId === ref.remoteId)).toEqual([]);
});
