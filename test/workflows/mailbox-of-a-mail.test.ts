import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { ingestInTurn } from '../../shared/workflows/ingest-in-turn.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** What is set of a mailbox, and what it means for the mails that come by it. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, ingest, send, sentFor } = aMailFlow(() => deployment);

/** Sets a field of a mailbox as long as `work` takes. */
async function having<T>(mailboxId: string, field: string, value: unknown, work: () => Promise<T>): Promise<T> {
  const item = deployment.mailboxes.item('mailbox', mailboxId);
  const { resource } = await item.read();
  await item.patch([{ op: 'set', path: `/${field}`, value }]);
  return work().finally(() => item.replace(resource));
}

describe('the name that mail is from', () => {
  const senders = async () => {
    const { trace, sends } = await ingest(aMail({ messageId: unique() }));
    await send(sends);
    return sentFor(trace.ticketNumber).map(({ from, replyTo }) => [from.name, replyTo.name]);
  };

  test("is the queue's", async () => {
    expect(await senders()).toEqual([['Support', 'Support']]);
  });

  test("is the mailbox's own where it has one", async () => {
    expect(await having('support', 'senderName', 'Contoso Service Desk', senders)).toEqual([
      ['Contoso Service Desk', 'Contoso Service Desk'],
    ]);
  });
});

describe('who becomes a contact', () => {
  const becomesContact = async (domain: string) => {
    const address = `new${Math.random().toString(36).slice(2)}@${domain}`;
    await ingest(
      aMail({
        from: address,
        messageId: unique(),
        headers: { 'Authentication-Results': `mx.contoso.example; dmarc=pass header.from=${domain}` },
      }),
    );
    return (await deployment.contacts().knownSender(address, domain)).contact !== null;
  };

  test.each([
    [null, true, false],
    ['always', true, true],
    ['client-domains', true, false],
    ['never', false, false],
  ] as const)('is said by the mailbox, else by the policy: %s', async (contactPolicy, ofClient, stranger) => {
    const seen = await having('support', 'contactPolicy', contactPolicy, async () => [
      await becomesContact('fabrikam.example'),
      await becomesContact('elsewhere.example'),
    ]);
    expect(seen).toEqual([ofClient, stranger]);
  });
});

describe('a paused mailbox', () => {
  test('keeps a mail that was announced before for later, as it is', async () => {
    const ref = arrived(aMail({ messageId: unique() }));
    const kept: { ref: MailRef; afterSeconds: number }[] = [];
    const deps = () => ({
      ...deployment.ingest(),
      requeue: async (again: MailRef, afterSeconds: number) => void kept.push({ ref: again, afterSeconds }),
    });
    await having('support', 'enabled', false, async () => {
      expect(await ingestInTurn(deps(), ref, 3)).toBeNull();
    });
    expect(kept).toMatchObject([{ ref, afterSeconds: 600 }]);
    for (const again of kept) expect(await ingestInTurn(deps(), again.ref, 1)).toMatchObject({ trace: { outcome: 'ticket' } });
  });
});

describe('a mail to two of our mailboxes', () => {
  test('is one ticket, in the queue of the first, and both traces say so', async () => {
    const raw = aMail({ messageId: unique(), to: 'Support <support@contoso.example>, helpdesk@contoso.example' });
    const [first, second] = [await ingest(raw, 'helpdesk'), await ingest(raw, 'support')];
    expect(first.trace).toMatchObject({ outcome: 'ticket', mailboxId: 'helpdesk', ticketNumber: expect.stringMatching(/^HLP-/) });
    expect(second).toMatchObject({
      trace: { outcome: 'duplicate', mailboxId: 'support', ticketNumber: first.trace.ticketNumber },
      sends: [],
    });
    const checkOn = (saw: string) => expect.objectContaining({ check: 'several-mailboxes', saw, verdict: remark('one-ticket-for-all') });
    expect(first.trace.checks).toContainEqual(checkOn('support@contoso.example'));
    expect(second.trace.checks).toContainEqual(checkOn('helpdesk@contoso.example'));
  });
});

describe('a ticket whose mailbox was disconnected', () => {
  const disconnected = async (more: () => Promise<void> = async () => {}) => {
    const { trace, sends } = await ingest(aMail({ messageId: unique() }));
    const item = deployment.mailboxes.item('mailbox', 'support');
    const { resource } = await item.read();
    await item.delete();
    try {
      await more();
      const [ref] = sends;
      if (!ref) throw new Error('nothing is owed');
      return { outcome: await sendNotification(deployment.sending(), ref), sent: sentFor(trace.ticketNumber) };
    } finally {
      await deployment.mailboxes.items.create(resource);
    }
  };

  test('is answered by another mailbox of its queue', async () => {
    const { outcome, sent } = await having('helpdesk', 'queueId', 'support', disconnected);
    expect(outcome.kind).toBe('sent');
    expect(sent).toMatchObject([{ replyTo: { address: expect.stringMatching(/^helpdesk\+?.*@contoso.example$/) } }]);
  });

  test('has its notifications wait, and fail in the end, where there is none', async () => {
    const { outcome, sent } = await disconnected();
    expect(outcome).toMatchObject({ kind: 'postponed', detail: expect.stringContaining('it is not connected') });
    expect(sent).toEqual([]);
  });
});
