import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReceiveDeps, receiveMail } from '../../shared/workflows/receive-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** What becomes of a queue message, as the trigger hands it over, and what is logged. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived } = aMailFlow(() => deployment);
const away = async () => Promise.reject(new Error('503 Service Unavailable'));

/**
 * The steps, with the store of tickets out where asked; `reads` has each mail that was downloaded.
 */
function steps({ isOut }: { isOut: boolean }): ReceiveDeps & { reads: string[] } {
  const reads: string[] = [];
  const ingest = deployment.ingest();
  const rawMail: typeof ingest.rawMail = (mailbox, ref) => {
    reads.push(ref.remoteId);
    return ingest.rawMail(mailbox, ref);
  };
  return {
    reads,
    ingest: async () => ({ ...ingest, ...(isOut ? { commit: away } : {}), rawMail, requeue: away }),
    acknowledging: async () => ({ mailboxOf: async () => null, openSource: away }),
    failures: async () => ({ ...deployment.failures(), rawMail }),
  };
}

test('a mail becomes a ticket, its sender is owed a confirmation, and the log has one line of it', async () => {
  const deps = steps({ isOut: false });
  const { sends, log } = await receiveMail(deps, arrived(aMail({ messageId: unique() })), 1);
  expect(sends).toHaveLength(1);
  expect(log).toMatchObject([{ level: 'info', text: expect.stringMatching(/ ticket SUP-\d+$/) }]);
});

test('a mail whose ticket cannot be written is downloaded once, and its trace still says who wrote it', async () => {
  const deps = steps({ isOut: true });
  const ref = arrived(aMail({ messageId: unique(), subject: 'Printer on fire' }));
  await expect(receiveMail(deps, ref, 1)).rejects.toThrow('503 Service Unavailable');
  expect(deps.reads).toEqual([ref.remoteId]);
  const { items } = await deployment.browse.mails({ limit: 10, mailboxId: null, after: null });
  expect(items.find(({ remoteId }) => remoteId === ref.remoteId)).toMatchObject({
    outcome: 'processing',
    subject: 'Printer on fire',
    rawBlob: expect.stringContaining('raw/'),
    failure: { message: 'Error: 503 Service Unavailable' },
  });

  // when the store is back, the same message makes the ticket, from the bytes at the source
  const { sends } = await receiveMail(steps({ isOut: false }), ref, 2);
  expect(sends).toHaveLength(1);
});

test('on its last delivery it goes to the poison queue, and that is logged', async () => {
  const ref = arrived(aMail({ messageId: unique() }));
  const { sends, log } = await receiveMail(steps({ isOut: true }), ref, 10);
  expect(sends).toEqual([]);
  expect(log).toEqual([{ level: 'warn', text: `Mail ${ref.remoteId} is put back into its queue: 503 Service Unavailable` }]);
  expect(deployment.givenUp.pop()).toMatchObject({ ref: { remoteId: ref.remoteId, givenUp: true, failure: { rounds: 1 } } });
});
