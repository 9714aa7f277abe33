import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MailRef, NotificationRef } from '../../shared/domain/queue-items.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aHouse, type House } from '../support/a-house.ts';
import { aMail } from '../support/a-mail.ts';
import { Killed, killedAfter } from '../support/killed-after.ts';

/** A process that dies on the way of a mail, after each single write: once the queue delivers again, everything is there once. */

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

let count = 0;
/** Puts a mail into the mailbox and returns its queue item. */
function arrived(raw: Uint8Array, mailboxId = 'support'): MailRef {
  const remoteId = `remote-${++count}`;
  house.mails.set(remoteId, raw);
  return { mailboxId, remoteId, rawBlob: null, receivedAt: new Date().toISOString(), replay: false, accepted: false };
}
const unique = () => `<${++count}.${process.pid}@fabrikam.example>`;
const ingest = async (raw: Uint8Array, mailboxId?: string) => ingestMail(house.ingest(), arrived(raw, mailboxId), false);
const send = async (refs: NotificationRef[]) => Promise.all(refs.map((ref) => sendNotification(house.sending(), ref)));
const sentFor = (number: string | null) => [...house.sent.values()].filter((mail) => mail.subject.includes(`[Ticket #${number}]`));
const clientMessages = async (ticketId: string) => (await house.browse.messages(ticketId)).filter(({ kind }) => kind === 'client');

describe('a process that dies', () => {
  const ingestWrites = ['stageRaw', 'keepFile', 'take', 'commit', 'addContact', 'putTrace', 'dropTrace'];

  test.each(['new ticket', 'reply', 'suppressed'])(
    'after any write of a %s: once delivered again, everything is there once',
    async (what) => {
      for (let n = 1; ; n += 1) {
        const parentId = unique();
        const parent = what === 'reply' ? await ingest(aMail({ messageId: parentId })) : null;
        const address = `user${++count}@fabrikam.example`;
        const ref = arrived(
          aMail({
            messageId: unique(),
            from: what === 'reply' ? undefined : address,
            ...(what === 'reply' ? { inReplyTo: parentId } : {}),
            headers: what === 'suppressed' ? { 'Auto-Submitted': 'auto-replied' } : {},
            attachments: [{ name: 'a.txt', type: 'text/plain', content: `file ${count}` }],
          }),
        );
        const dying = killedAfter(house.ingest(), ingestWrites, n);
        const died = await ingestMail(dying.deps, ref, false).then(
          () => false,
          (error: unknown) => error instanceof Killed,
        );
        const { trace, sends } = await ingestMail(house.ingest(), ref, true);
        await send(sends);
        await send(sends);
        expect(trace.outcome, `after write ${n}`).toBe(what === 'new ticket' ? 'ticket' : what === 'reply' ? 'reply' : 'suppressed');
        const listed = await house.browse.mails({ messageId: trace.messageId ?? '', limit: 10 }, null);
        expect(
          listed.items.map(({ outcome }) => outcome),
          `after write ${n}`,
        ).toEqual([trace.outcome]);
        if (what === 'new ticket') {
          expect(await house.browse.tickets({ requester: address, limit: 10 }, null)).toMatchObject({
            items: [{ number: trace.ticketNumber }],
          });
          expect(await clientMessages(trace.ticketId), `after write ${n}`).toHaveLength(1);
          expect(sentFor(trace.ticketNumber), `after write ${n}`).toHaveLength(1);
        }
        if (parent) expect(await clientMessages(parent.trace.ticketId), `after write ${n}`).toHaveLength(2);
        if (!died) {
          expect(n).toBeGreaterThan(what === 'suppressed' ? 2 : 3);
          break;
        }
      }
    },
  );

  test.each([1, 2, 3])('after write %i of a send: it is sent once, and known to be sent', async (n) => {
    const { trace, sends } = await ingest(aMail({ messageId: unique() }));
    const [ref] = sends;
    if (!ref) throw new Error('no confirmation is owed');
    const dying = killedAfter(house.sending(), ['send', 'changeNotification'], n);
    await sendNotification(dying.deps, ref).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
    await sendNotification(house.sending(), ref);
    expect(sentFor(trace.ticketNumber)).toHaveLength(1);
    expect(await sendNotification(house.sending(), ref)).toMatchObject({ kind: 'nothing-owed', detail: 'sent' });
  });

  test('after the batch and before its notifications are queued: the sweep finds them', async () => {
    const { trace } = await ingest(aMail({ messageId: unique() }));
    const overdue = await house.overdue(new Date(Date.now() + 60_000), 100);
    expect(overdue.map(({ ticketId }) => ticketId)).toContain(trace.ticketId);
  });
});
