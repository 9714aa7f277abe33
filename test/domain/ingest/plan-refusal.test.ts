import { describe, expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { isNoReplyAddress } from '../../../shared/domain/classify/no-reply-address.ts';
import { mailIdFor, ticketIdFor } from '../../../shared/domain/ids.ts';
import { askerOf } from '../../../shared/domain/ingest/asker.ts';
import { planRefusal } from '../../../shared/domain/ingest/plan-refusal.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { Mailbox } from '../../../shared/domain/mailboxes/mailbox.ts';
import { blockedBy, namesSomebody } from '../../../shared/domain/settings/block-list.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { TicketQueue } from '../../../shared/domain/settings/ticket-queue.ts';
import { type SigningKeys, signedMessageId } from '../../../shared/domain/thread/signed-ids.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail } from '../../support/a-mail.ts';

const keys: SigningKeys = [Buffer.from('a key for tests')];
const mailbox = Mailbox.parse({
  mailboxId: 'support',
  kind: 'graph',
  address: 'support@contoso.example',
  queueId: 'support',
  user: 'support@contoso.example',
});

async function refusal(shape: Parameters<typeof aMail>[0], blockedSenders: string[] = []) {
  const mail = await parseMail(aMail(shape));
  const now = new Date('2026-11-20T10:00:00Z');
  const ownAddresses = new Set(['support@contoso.example', 'helpdesk@contoso.example']);
  const planned = planRefusal(
    {
      mail,
      mailId: mailIdFor('support', 'r', mail.rawSha256),
      remoteId: 'r',
      rawBlob: 'raw/x.eml',
      receivedAt: now,
      now,
      mailbox,
      queue: TicketQueue.parse({ queueId: 'support', name: 'Support', prefix: 'SUP' }),
      policy: Policy.parse({}),
      classification: classify(mail),
      asker: askerOf(mail, ownAddresses),
      sender: { contact: null, client: null },
      ownAddresses,
      trust: { level: 'unverified', sender: 'unknown', failed: false, checks: [] },
      forwarded: null,
      blockedSenders,
      technicians: [],
      answered: { key: 'sender:alice@fabrikam.example', domain: 'fabrikam.example', stored: null },
      accepted: false,
      archived: false,
    },
    keys,
  );
  return planned?.trace ?? null;
}

describe('a mail that becomes no ticket says why', () => {
  test('a person is not refused', async () => {
    expect(await refusal({})).toBeNull();
  });
  test('our own mail, by its signed Message-ID, also with its marks taken off', async () => {
    const messageId = signedMessageId({ ticketId: ticketIdFor('x'), notificationId: `n-${ticketIdFor('y')}` }, 'contoso.example', keys);
    const trace = await refusal({ messageId });
    expect(trace).toMatchObject({ outcome: 'suppressed', reason: remark('own-message-id') });
    expect(JSON.stringify(trace?.checks)).not.toContain(messageId);
  });
  test('our own address as sender, with or without a reply token, when it answers to nobody or to us', async () => {
    const from = 'Support <support+abc@contoso.example>';
    expect(await refusal({ from })).toMatchObject({ outcome: 'suppressed' });
    // our own notification with a new Message-ID on the way, and what one of our mailboxes sends to
    // another
    for (const address of ['support+abc@contoso.example', 'helpdesk@contoso.example', 'no-reply@fabrikam.example', '<>', 'Support'])
      expect(await refusal({ from, headers: { 'Reply-To': address, 'X-Original-From': address } })).toMatchObject({
        outcome: 'suppressed',
      });
  });
  test('but a form that writes from our own address is a request from the person in Reply-To or X-Original-From', async () => {
    const from = 'Web form <support@contoso.example>';
    for (const field of ['Reply-To', 'X-Original-From']) {
      expect(await refusal({ from, headers: { [field]: 'Rosa <rosa@tailspin.example>' } })).toBeNull();
      expect(await refusal({ from, headers: { [field]: 'rosa@tailspin.example' } }, ['tailspin.example'])).toMatchObject({
        reason: remark('sender-blocked', { entry: 'tailspin.example' }),
      });
    }
  });
  test('a blocked sender, with the entry that blocks them', async () => {
    expect(await refusal({}, ['fabrikam.example'])).toMatchObject({
      outcome: 'suppressed',
      reason: remark('sender-blocked', { entry: 'fabrikam.example' }),
    });
  });
});

test.each([
  ['a@b.example', ['a@b.example'], 'a@b.example'],
  ['a@b.example', ['b.example'], 'b.example'],
  ['a@sub.b.example', ['b.example'], 'b.example'],
  ['a@sub.b.example', ['@b.example'], null],
  ['a@b.example', ['@b.example'], '@b.example'],
  ['a@notb.example', ['b.example'], null],
  ['news-17@b.example', ['news-*@b.example'], 'news-*@b.example'],
  ['x@mail.spam.example', ['*@*.spam.example'], '*@*.spam.example'],
  ['ab@x', ['ab*b@x'], null],
  ['', ['*'], null],
])('%s against the block list %j: %s', (address, list, entry) => {
  expect(blockedBy(address, list)).toBe(entry);
});

test.each([
  [true, ['spam@shop.example', 'shop.example', '@shop.example', '*.top', 'news*@*', '*@*.shop.example', ' Shop.Example ']],
  [false, ['***', '*@*', '*.*', '@', 'com', '.com', 'shop.', '@com', 'a@b', 'spam me@shop.example', '*a*']],
])('an entry of the block list has to name somebody: %s for %j', (named, entries) => {
  expect(entries.map(namesSomebody)).toEqual(entries.map(() => named));
});

test('a hostile entry of the block list takes no time', () => {
  expect(blockedBy(`${'a'.repeat(10_000)}@x`, [`${'a*'.repeat(5000)}b@y`])).toBeNull();
});

test.each(['noreply@x.example', 'no-reply@x.example', 'DoNotReply+1@x.example', 'mailer-daemon@x.example', 'postmaster@x.example'])(
  'nobody reads %s',
  (address) => {
    expect(isNoReplyAddress(address)).toBe(true);
  },
);
test.each(['alice@x.example', 'norep@x.example', 'reply@x.example', 'info@noreply.example'])('%s is read', (address) => {
  expect(isNoReplyAddress(address)).toBe(false);
});
