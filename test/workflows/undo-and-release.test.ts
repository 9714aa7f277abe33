import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NotificationRef } from '../../shared/domain/queue-items.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { undoReply } from '../../shared/workflows/undo-reply.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { ada, aTechnician, bob } from '../support/a-technician.ts';
import { Killed, killedAfter } from '../support/killed-after.ts';

/** Technicians' replies that are taken back, wait for others, or meet a process that dies. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { aConfirmedTicket } = aMailFlow(() => deployment);
const { reply, undo } = aTechnician(() => deployment);

/** What sending reads and writes once undoing is over. */
const later = (ms = 11_000) => ({ ...deployment.sending(), now: () => new Date(Date.now() + ms) });
const ticket = async (ticketId: string) => deployment.browse.ticket(ticketId);
const mailsOf = (ticketId: string, id: string) => deployment.store().mailsOf(ticketId, [id]);
/** The mails that left with these words, each by how often the channel took it over. */
const leftWith = (words: string) => [...deployment.sent.values()].filter(({ text }) => text.includes(words));
const kinds = async (ticketId: string) => (await deployment.browse.history(ticketId)).map(({ kind }) => kind);
const refOf = (queued: { ref: NotificationRef }[]) => {
  const [first] = queued;
  if (!first) throw new Error('nothing was queued');
  return first.ref;
};

describe('taking a reply back', () => {
  test('before it is sent: nothing leaves, and it is shown nowhere', async () => {
    const { ticketId } = await aConfirmedTicket();
    const { message, queued } = await reply(ticketId, { text: 'A slip.', status: 'closed', cc: ['carol@fabrikam.example'] });
    await undo(ticketId, message.id);
    expect(await sendNotification(later(), refOf(queued))).toMatchObject({ kind: 'nothing-owed', detail: 'undone' });
    expect(leftWith('A slip.')).toEqual([]);
    expect((await mailsOf(ticketId, message.id)).map(({ status }) => status)).toEqual(['undone', 'undone']);
    expect((await deployment.browse.messages(ticketId)).map(({ id }) => id)).not.toContain(message.id);
    expect(await ticket(ticketId)).toMatchObject({ status: 'new' });
    await expect(undo(ticketId, message.id)).rejects.toMatchObject({ status: 409 });
  });

  test('after it was sent is refused, and so is that of somebody else', async () => {
    const { ticketId } = await aConfirmedTicket();
    const { message, queued } = await reply(ticketId, {});
    await expect(aTechnician(() => deployment, bob).undo(ticketId, message.id)).rejects.toMatchObject({ status: 403 });
    await sendNotification(later(), refOf(queued));
    await expect(undo(ticketId, message.id)).rejects.toMatchObject({ status: 409 });
    await expect(undo(ticketId, 'm-other')).rejects.toMatchObject({ status: 404 });
  });

  // between what the sender reads and what it writes, and the other way round
  test.each(['sender reads, undo writes', 'undo reads, sender writes'])('while it is being sent: %s; one of both wins', async (order) => {
    const { ticketId } = await aConfirmedTicket();
    const words = `Race ${order} ${ticketId}`;
    const { message: written, queued } = await reply(ticketId, { text: words });
    if (order === 'sender reads, undo writes') {
      const sending = later();
      let undone = false;
      const raced = {
        ...sending,
        async owed(ref: NotificationRef) {
          const owed = await sending.owed(ref);
          if (!undone) await undo(ticketId, written.id);
          undone = true;
          return owed;
        },
      };
      expect(await sendNotification(raced, refOf(queued))).toMatchObject({ kind: 'nothing-owed', detail: 'undone' });
      expect(leftWith(words)).toEqual([]);
    } else {
      const deps = deployment.replying();
      let sent = false;
      const message = async (...of: Parameters<typeof deps.browse.message>) => {
        const found = await deps.browse.message(...of);
        if (!sent) await sendNotification(later(), refOf(queued));
        sent = true;
        return found;
      };
      const raced = { ...deps, browse: { ...deps.browse, message } };
      await expect(undoReply(raced, ada, ticketId, written.id)).rejects.toMatchObject({ status: 409 });
      expect(leftWith(words)).toHaveLength(1);
    }
  });
});

describe('mails of a ticket to one address', () => {
  test('keep the order in which they were owed', async () => {
    const { ticketId } = await aConfirmedTicket();
    const [one, two] = [await reply(ticketId, { text: `First ${ticketId}` }), await reply(ticketId, { text: `Second ${ticketId}` })];
    expect(await sendNotification(later(), refOf(two.queued))).toMatchObject({ kind: 'postponed' });
    expect(deployment.putOff.pop()).toMatchObject({ ref: { notificationId: refOf(two.queued).notificationId }, afterMs: 3000 });
    expect(await sendNotification(later(), refOf(one.queued))).toMatchObject({ kind: 'sent' });
    expect(await sendNotification(later(), refOf(two.queued))).toMatchObject({ kind: 'sent' });
  });
});

describe('a process that dies while a reply is sent', () => {
  test('after any write: swept, each of three mails left once, and is known to be sent', async () => {
    for (let n = 1; ; n += 1) {
      const { ticketId } = await aConfirmedTicket();
      const words = `Dying ${n} ${ticketId}`;
      const { message, queued } = await reply(ticketId, {
        text: words,
        cc: ['carol@fabrikam.example', 'dave@fabrikam.example'],
        status: 'pending',
      });
      const dying = killedAfter(later(), ['send', 'commit'], n);
      const died = await sendNotification(dying.deps, refOf(queued)).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      const overdue = await deployment.overdue(new Date(Date.now() + 60_000), 500);
      for (const ref of overdue.filter((each) => each.ticketId === ticketId)) await sendNotification(later(), ref);
      const left = leftWith(words);
      expect(left.map(({ to }) => to.address).toSorted(), `after write ${n}`).toEqual([
        'alice@fabrikam.example',
        'carol@fabrikam.example',
        'dave@fabrikam.example',
      ]);
      expect(
        (await mailsOf(ticketId, message.id)).map(({ status }) => status),
        `after write ${n}`,
      ).toEqual(['sent', 'sent', 'sent']);
      expect(await ticket(ticketId)).toMatchObject({ status: 'pending' });
      expect(
        (await kinds(ticketId)).filter((kind) => kind === 'status'),
        `after write ${n}`,
      ).toHaveLength(1);
      if (!died) {
        expect(n).toBe(8);
        break;
      }
    }
  });

  test('between writing it and queuing it: the sweep finds it', async () => {
    const { ticketId } = await aConfirmedTicket();
    const { message } = await reply(ticketId, {});
    expect(await deployment.overdue(new Date(Date.now() + 60_000), 500)).toContainEqual(
      expect.objectContaining({ ticketId, messageItemId: message.id }),
    );
  });
});

test('mails of a reply that their channel has no room for yet leave at the times it gives, as first tries', async () => {
  const { ticketId } = await aConfirmedTicket();
  const words = `Paced ${ticketId}`;
  const { message, queued } = await reply(ticketId, { text: words, cc: ['carol@fabrikam.example'] });
  const sending = later();
  const tries: { again: boolean; paced: boolean }[] = [];
  const until = new Date(sending.now().getTime() + 60_000);
  const busy: typeof sending.send = async (_mail, _ticket, { again, paced }) => {
    tries.push({ again, paced });
    return { kind: 'waits', until };
  };
  deployment.putOff.length = 0;
  await sendNotification({ ...sending, send: busy }, refOf(queued));
  const rows = await mailsOf(ticketId, message.id);
  expect(rows.map(({ status, attempts, failure }) => [status, attempts, failure?.code])).toEqual([
    ['waiting', 0, 'waits-for-channel'],
    ['waiting', 0, 'waits-for-channel'],
  ]);
  const due = later(90_000);
  const free: typeof sending.send = async (mail, of, options) => {
    tries.push({ again: options.again, paced: options.paced });
    return due.send(mail, of, options);
  };
  const booked = deployment.putOff.splice(0).map(({ ref }) => ref);
  expect(booked).toHaveLength(2);
  for (const ref of booked) await sendNotification({ ...due, send: free }, ref);
  expect(leftWith(words)).toHaveLength(2);
  expect(tries).toEqual([false, false, true, true].map((paced) => ({ again: false, paced })));
});
