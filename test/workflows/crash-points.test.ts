import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AttemptError } from '../../shared/workflows/attempt-error.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { Killed, killedAfter } from '../support/killed-after.ts';

/**
 * A process that dies on the way of a mail, after each single write: once the queue delivers again,
 * everything is there once.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, send, sentFor, clientMessages } = aMailFlow(() => deployment);

describe('a process that dies', () => {
  const ingestWrites = ['stageRaw', 'keepFile', 'take', 'commit', 'addContact', 'learnLanguage', 'putTrace', 'dropTrace'];

  test.each(['new ticket', 'reply', 'suppressed'])(
    'after any write of a %s: once delivered again, everything is there once',
    async (what) => {
      for (let n = 1; ; n += 1) {
        const parentId = unique();
        const parent = what === 'reply' ? await ingest(aMail({ messageId: parentId })) : null;
        const from = address();
        const ref = arrived(
          aMail({
            messageId: unique(),
            ...(what === 'reply' ? { inReplyTo: parentId } : { from }),
            headers: what === 'suppressed' ? { 'Auto-Submitted': 'auto-replied' } : {},
            attachments: [{ name: 'a.txt', type: 'text/plain', content: `file of ${from}` }],
          }),
        );
        const dying = killedAfter(deployment.ingest(), ingestWrites, n);
        const died = await ingestMail(dying.deps, ref, 1).then(
          () => false,
          (error: unknown) => (error instanceof AttemptError ? error.cause : error) instanceof Killed,
        );
        const { trace, sends } = await ingestMail(deployment.ingest(), ref, 2);
        await send(sends);
        await send(sends);
        expect(trace.outcome, `after write ${n}`).toBe(what === 'new ticket' ? 'ticket' : what === 'reply' ? 'reply' : 'suppressed');
        const listed = await deployment.browse.mails({ messageId: trace.messageId ?? '', limit: 10, mailboxId: null, after: null });
        expect(
          listed.items.map(({ outcome }) => outcome),
          `after write ${n}`,
        ).toEqual([trace.outcome]);
        if (what === 'new ticket') {
          expect(await deployment.browse.tickets({ requester: from, limit: 10, queueId: null, after: null })).toMatchObject({
            items: [{ number: trace.ticketNumber }],
          });
          expect(await clientMessages(trace.ticketId), `after write ${n}`).toHaveLength(1);
          const { contact } = await deployment.ingest().knownSender(from, 'fabrikam.example');
          expect(contact, `after write ${n}`).toMatchObject({ address: from, client: { name: 'Fabrikam' } });
          const sent = sentFor(trace.ticketNumber);
          expect(sent, `after write ${n}`).toHaveLength(1);
          // only sending was not cut off here: nobody asks the channel twice
          expect(
            deployment.sendCalls.filter((id) => id === sent[0]?.operationId),
            `after write ${n}`,
          ).toHaveLength(1);
        }
        if (parent) expect(await clientMessages(parent.trace.ticketId), `after write ${n}`).toHaveLength(2);
        if (what !== 'suppressed') {
          const kinds = (await deployment.browse.history(trace.ticketId)).map(({ kind }) => kind);
          expect(kinds.toSorted(), `after write ${n}`).toEqual(parent ? ['joined', 'opened'] : ['opened']);
        }
        if (!died) {
          expect(n).toBeGreaterThan(what === 'suppressed' ? 2 : 3);
          break;
        }
      }
    },
  );

  test('the answer to its batch is lost on the way, and sent again the batch is refused: its number is its own all the same', async () => {
    const deps = deployment.ingest();
    let lost = true;
    const losing: typeof deps = {
      ...deps,
      async commit(plan) {
        const written = await deps.commit(plan);
        if (!lost) return written;
        lost = false;
        return deps.commit(plan);
      },
    };
    const numbers: (string | null)[] = [];
    for (let n = 0; n < 2; n += 1) numbers.push((await ingestMail(losing, arrived(aMail({ messageId: unique() })), 1)).trace.ticketNumber);
    expect(new Set(numbers).size).toBe(2);
  });

  test('copies that lose the race to be the ticket leave no gap in the numbers', async () => {
    const deps = deployment.ingest();
    const take = async () => Number((await ingestMail(deps, arrived(aMail({ messageId: unique() })), 1)).trace.ticketNumber?.split('-')[1]);
    const before = await take();
    const raw = aMail({ messageId: unique() });
    const outcomes = [];
    for (let n = 0; n < 3; n += 1) outcomes.push((await ingestMail(deps, arrived(raw), 1)).trace.outcome);
    expect(outcomes).toEqual(['ticket', 'duplicate', 'duplicate']);
    expect(await take()).toBe(before + 2);
  });

  test.each([1, 2, 3])('after write %i of a send: it is sent once, and known to be sent', async (n) => {
    const { trace, sends } = await ingest(aMail({ messageId: unique() }));
    const [ref] = sends;
    if (!ref) throw new Error('no confirmation is owed');
    const dying = killedAfter(deployment.sending(), ['send', 'commit'], n);
    await sendNotification(dying.deps, ref).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
    await sendNotification(deployment.sending(), ref);
    expect(sentFor(trace.ticketNumber)).toHaveLength(1);
    expect(await sendNotification(deployment.sending(), ref)).toMatchObject({ kind: 'nothing-owed', detail: 'sent' });
  });

  test('after the batch and before its notifications are queued: the sweep finds them', async () => {
    const { trace } = await ingest(aMail({ messageId: unique() }));
    const overdue = await deployment.overdue(new Date(Date.now() + 60_000), 100);
    expect(overdue.map(({ ticketId }) => ticketId)).toContain(trace.ticketId);
  });
});
