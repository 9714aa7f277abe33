import { describe, expect, test } from 'vitest';
import {
  MailRef,
  mailRef,
  NotificationRef,
  notificationRef,
  PollRef,
  parseQueueItem,
  pollRef,
  pollsOf,
  salvageMailRef,
} from '../../shared/domain/queue-items.ts';

/** What lies in a queue outlives a deployment, in both directions. */

const arrived = { mailboxId: 'support', remoteId: 'AAkALg=', rawBlob: null, receivedAt: '2026-11-28T12:57:50.564Z' };

describe('an item', () => {
  test('says which version made it, and is read as it was made', () => {
    const items = [
      parseQueueItem(MailRef, mailRef(arrived)),
      parseQueueItem(PollRef, pollRef('support', new Date('2026-11-28T12:57:50Z'))),
      parseQueueItem(NotificationRef, notificationRef({ ticketId: 't', notificationId: 'n' }, true)),
    ];
    expect(items).toMatchObject([
      { v: 1, ...arrived, replay: false, accepted: false },
      { v: 1, mailboxId: 'support', scheduledAt: '2026-11-28T12:57:50.000Z', subscription: 'keep' },
      { v: 1, ticketId: 't', notificationId: 'n', again: true },
    ]);
  });

  test('that is put back carries what was known of it, and the version that put it back', () => {
    const waits = { ticketId: 't', times: 1, tried: false };
    expect(mailRef({ ...arrived, accepted: true, waits })).toEqual({ v: 1, ...arrived, replay: false, accepted: true, waits });
  });
});

test('a field that is not known is an error that names it', () => {
  expect(() => parseQueueItem(MailRef, { ...mailRef(arrived), mailbox: 'support' })).toThrow(/mailbox/);
});

describe('an item that can not be read', () => {
  const now = new Date('2026-11-28T13:00:00Z');

  test.each([
    ['a field that is not known', { ...mailRef(arrived), later: 1 }, { ...arrived }, /later/],
    ['a wrong value', { ...mailRef(arrived), v: 2, replay: 'yes' }, { ...arrived, replay: false }, /replay/],
    ['a version that is none', { ...mailRef(arrived), v: '1' }, { ...arrived }, /v/],
    ['no time', { mailboxId: 'support', remoteId: 'AAkALg=' }, { rawBlob: null, receivedAt: now.toISOString() }, /receivedAt/],
  ])('for %s still names its mail, and what is wrong', (_, item, ref, problem) => {
    expect(salvageMailRef(item, now)).toMatchObject({ ref, problem: expect.stringMatching(problem) });
  });

  test('of a later version has nothing wrong, and one that names no mail is of no use', () => {
    expect(salvageMailRef({ ...mailRef(arrived), v: 4, priority: 'high' }, now)).toMatchObject({ ref: arrived, problem: null });
    expect(salvageMailRef({ v: 1, rawBlob: 'raw/x.eml' }, now)).toBeNull();
    expect(salvageMailRef('text', now)).toBeNull();
  });
});

test('of a later version the fields that are known are read: its mails are not lost when it is taken back', () => {
  expect(parseQueueItem(MailRef, { ...mailRef(arrived), v: 4, priority: 'high' })).toMatchObject(arrived);
  const waits = { ticketId: 't', times: 1, tried: false };
  expect(parseQueueItem(MailRef, { ...mailRef(arrived), v: 4, waits: { ...waits, since: 'later' } })).toMatchObject({ waits });
  expect(() => parseQueueItem(MailRef, { v: 4, mail: 'somewhere else' })).toThrow(/remoteId/);
});

test('a poll of several mailboxes is read by the version before as a poll of the first of them', () => {
  const [poll] = pollsOf(['support', 'helpdesk'], new Date('2026-11-28T12:57:50Z'));
  expect(poll).toEqual({ v: 2, mailboxId: 'support', others: ['helpdesk'], scheduledAt: '2026-11-28T12:57:50.000Z', subscription: 'keep' });
  expect(parseQueueItem(PollRef, poll)).toEqual(poll);
  expect(parseQueueItem(PollRef.omit({ others: true }), { ...poll, v: 4 })).toMatchObject({ mailboxId: 'support' });
  expect(pollsOf(['support'], new Date('2026-11-28T12:57:50Z'))).toEqual([pollRef('support', new Date('2026-11-28T12:57:50Z'))]);
});
