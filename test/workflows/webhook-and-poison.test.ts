import { expect, test } from 'vitest';
import { isTooLong } from '../../functions/http/is-too-long.ts';
import { poisonItem } from '../../functions/poison/poison-item.ts';
import { MailRef, NotificationRef } from '../../shared/domain/queue-items.ts';

test('a malformed item of a poison queue is logged and dropped', () => {
  const told: string[] = [];
  const log = { error: (text: string) => told.push(text) };
  expect(poisonItem(NotificationRef, { ticketId: 't', notificationId: 'n-1' }, log)).toMatchObject({ ticketId: 't' });
  expect(poisonItem(NotificationRef, { odd: 'x' }, log)).toBeNull();
  expect(poisonItem(NotificationRef, undefined, log)).toBeNull();
  expect(told).toMatchObject([expect.stringContaining('"odd":"x"'), expect.stringContaining('nothing')]);
});

test('an item that a newer version has queued, before it was taken back, is read by what is known of it', () => {
  const known = { mailboxId: 'support', remoteId: 'AAkALg=', rawBlob: 'raw/1.eml', receivedAt: '2026-11-28T12:57:50.564Z' };
  const log = { error: (text: string) => expect.fail(text) };
  expect(poisonItem(MailRef, { ...known, field: 'of a later version' }, log)).toEqual({ ...known, replay: false, accepted: false });
});

test.each([
  ['2000000', true],
  ['2000', false],
  [null, false],
])('a post that says it has %s bytes', (length, tooLong) => {
  expect(isTooLong({ headers: new Headers(length === null ? {} : { 'content-length': length }) })).toBe(tooLong);
});
