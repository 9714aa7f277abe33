import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { StoredCursor, toStoredCursor } from '../../../shared/adapters/cosmos/stored-cursor.ts';
import { toApiSender } from '../../../shared/api/contacts.ts';
import { toApiMailWithChecks } from '../../../shared/api/mails.ts';
import { toApiMessage } from '../../../shared/api/messages.ts';
import { ClientDomain, Contact } from '../../../shared/domain/contacts/contact.ts';
import { planAcceptance, planReplay } from '../../../shared/domain/ingest/plan-replay.ts';
import { healthBeforeFirstRead, readSince } from '../../../shared/domain/mailboxes/first-read.ts';
import { Mailbox, MailboxHealth } from '../../../shared/domain/mailboxes/mailbox.ts';
import { Subscription } from '../../../shared/domain/mailboxes/subscription.ts';
import { AutoAnswerCount } from '../../../shared/domain/notifications/loop-breaker.ts';
import { Notification, postponed } from '../../../shared/domain/notifications/notification.ts';
import { MailRef, NotificationRef, PollRef, parseQueueItem } from '../../../shared/domain/queue-items.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { TicketQueue } from '../../../shared/domain/settings/ticket-queue.ts';
import { announcedTimes } from '../../../shared/domain/subscriptions/plan-subscription.ts';
import { Message } from '../../../shared/domain/tickets/message.ts';
import { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import { MailTrace } from '../../../shared/domain/trace/mail-trace.ts';
import { inWords } from '../../../shared/domain/words/in-words.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { settingsBefore } from '../../fixtures/settings-before.ts';
import { storedBefore } from '../../fixtures/stored-before.ts';

/** A deployment is upgraded with everything that it has stored, and in the middle of a burst. */

const now = new Date('2026-11-29T08:00:00Z');

describe('what the previous version stored is read', () => {
  const { traces, mailboxes } = storedBefore;
  const items: [string, z.ZodType, unknown][] = [
    ['a ticket', Ticket, storedBefore.ticket],
    ['a message', Message, storedBefore.message],
    ['a notification', Notification, storedBefore.notification],
    ...Object.entries(traces).map(([outcome, trace]): [string, z.ZodType, unknown] => [`a trace: ${outcome}`, MailTrace, trace]),
    ...Object.entries(mailboxes).map(([kind, mailbox]): [string, z.ZodType, unknown] => [`a mailbox: ${kind}`, Mailbox, mailbox]),
    ...storedBefore.cursors.map((cursor): [string, z.ZodType, unknown] => [`a cursor: ${cursor.kind}`, StoredCursor, cursor]),
    ['the health of a mailbox', MailboxHealth, storedBefore.health],
    ['a subscription', Subscription, storedBefore.subscription],
    ['a contact', Contact, settingsBefore.contact],
    ["a client's domain", ClientDomain, settingsBefore.clientDomain],
    ['the answers to a sender', AutoAnswerCount, settingsBefore.loopState],
    ['a queue', TicketQueue, settingsBefore.queue],
    ['the policy', Policy, settingsBefore.policy],
  ];
  test.each(items)('%s', (_, schema, item) => {
    expect(schema.safeParse(item).error?.issues).toBeUndefined();
  });

  test('and means what it meant: a sender is unknown, a confirmation has its words, all limits are there', () => {
    expect(Message.parse(storedBefore.message).trust).toMatchObject({ sender: 'unknown', level: 'unverified' });
    // written before the visible part and the enclosed mails were kept
    const { visibleHtml, enclosed, ...oldest } = storedBefore.message;
    expect(Message.parse(oldest)).toMatchObject({ visibleHtml, enclosed });
    expect(Notification.parse(storedBefore.notification)).toMatchObject({ quotesMail: true, attempts: 3 });
    expect(Policy.parse(settingsBefore.policy).loops).toMatchObject({ perSender: { answers: 100 }, perDomain: { answers: 1000 } });
  });

  test("the app's own token, which was called oauth, is that of its managed identity", () => {
    const login = { method: 'oauth', scope: 'https://outlook.office365.com/.default' };
    expect(Mailbox.parse({ ...mailboxes.imap, login })).toMatchObject({ login: { ...login, method: 'managed-identity' } });
  });

  test('a cursor goes on where it was, and is stored so that the version before goes on there too', () => {
    for (const before of storedBefore.cursors) expect(toStoredCursor(StoredCursor.parse(before))).toMatchObject(before);
    const [graph, imap] = storedBefore.cursors.map((before) => StoredCursor.parse(before));
    expect([graph?.token, imap?.token]).toEqual([storedBefore.cursors[0]?.deltaLink, '1795870656.1']);
    const now = { kind: 'imap', token: '1795870656.41' };
    expect(StoredCursor.parse(toStoredCursor(now))).toEqual(now);
  });

  test('its sentences are shown as they were written, beside the codes of today', () => {
    const trace = toApiMailWithChecks(MailTrace.parse(traces.suppressed), 'support@contoso.example');
    expect(trace.reason).toBe('It is an automatic reply that belongs to no ticket.');
    expect(toApiMailWithChecks(MailTrace.parse(traces.ticket), 'support@contoso.example').checks).toEqual(traces.ticket.checks);
    const [picture] = storedBefore.message.attachments;
    const program = { ...picture, blocked: { reason: '.exe files are blocked' }, flags: ['It holds macros.'] };
    const message = toApiMessage(
      Message.parse({ ...storedBefore.message, attachments: [program], defects: ['The mail has no Message-ID.'] }),
      {
        ...storedBefore.message,
        truncated: false,
      },
    );
    expect(message.attachments).toMatchObject([{ blocked: program.blocked, flags: program.flags }]);
    expect(message.defects).toEqual(['The mail has no Message-ID.']);
    expect(message.text).toBe(storedBefore.message.text);
    expect(message.trust.reasons).toEqual(storedBefore.message.trust.reasons);
    const at = now.toISOString();
    const deliverability = { state: 'complained', reason: 'the owner of this address called our mail abuse', at };
    const stopped = { since: at, lastAttempt: at, held: 2, reason: 'The sender got 3 automatic answers within 60 minutes.' };
    const sender = toApiSender({
      contact: Contact.parse({ ...settingsBefore.contact, deliverability }),
      client: null,
      loop: AutoAnswerCount.parse({ ...settingsBefore.loopState, stopped }),
    });
    expect(sender).toMatchObject({ contact: { deliverability }, loop: { stopped } });
  });

  test('a confirmation that waits has its whole time from now on', () => {
    const waiting = Notification.parse(storedBefore.notification);
    expect(waiting.failure && inWords(waiting.failure)).toBe('throttled');
    const later = new Date('2027-01-15T08:00:00Z');
    expect(postponed(waiting, remark('channel-out', { said: 'throttled' }), null, later)).toMatchObject({
      status: 'waiting',
      failingSince: later.toISOString(),
    });
  });

  test('a mailbox that was connected goes on with all its mail, not only with what comes from now on', () => {
    const [cursor] = storedBefore.cursors;
    const mailbox = Mailbox.parse(mailboxes.graph);
    const health = MailboxHealth.parse(storedBefore.health);
    const subscription = Subscription.parse(storedBefore.subscription);
    const state = { mailbox, cursor: StoredCursor.parse(cursor), health, subscription };
    expect(healthBeforeFirstRead(state, now)).toBeNull();
    expect(readSince(mailbox, health)).toBeNull();
    // its subscription is older than all that comes
    expect(announcedTimes(state, now)).toMatchObject({ from: 0 });
  });
});

describe('what the previous version queued is read', () => {
  const ref = { mailboxId: 'support', remoteId: 'AAkALg=', rawBlob: null, receivedAt: '2026-11-28T12:57:50.564Z' };
  test.each([
    ['a mail', MailRef, { ...ref, replay: false, accepted: false }],
    ['a mail of the sweep', MailRef, { ...ref, rawBlob: 'raw/2026/11/28/b4c2.eml', replay: true, accepted: false }],
    ['a poll', PollRef, { mailboxId: 'support', scheduledAt: '2026-11-28T12:57:50.564Z', subscription: 'keep' }],
    ['a notification', NotificationRef, { ticketId: 'e1bq', notificationId: 'n-w19n', again: false }],
  ])('%s', (_, schema, item) => {
    expect(parseQueueItem<z.ZodRawShape>(schema, JSON.parse(JSON.stringify(item)))).toEqual(item);
  });
});

describe('what is queued now is read by the previous version, while it still runs or after a rollback', () => {
  /**
   * How that version read a failed mail: a field that it did not know was an error at first, and
   * the mail was then tried again by its known fields.
   */
  const MailRefBefore = z.object({
    mailboxId: z.string().max(40),
    remoteId: z.string().max(1024),
    rawBlob: z.string().max(1024).nullable(),
    receivedAt: z.iso.datetime(),
    replay: z.boolean().default(false),
    accepted: z.boolean().default(false),
  });
  const suppressed = MailTrace.parse(storedBefore.traces.suppressed);
  test.each([
    ['accepted by a technician', planAcceptance(suppressed)],
    ['looked at anew', planReplay(suppressed)],
  ])('a mail that is %s', (_, item) => {
    expect(MailRefBefore.safeParse(JSON.parse(JSON.stringify(MailRef.parse(item)))).success).toBe(true);
  });
});
