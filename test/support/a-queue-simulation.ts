import { deliveryStore } from '../../shared/adapters/cosmos/delivery-reports.ts';
import { MailRef, NotificationRef } from '../../shared/domain/queue-items.ts';
import { maxDeliveries } from '../../shared/domain/trace/mail-failure.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { recordUnsent } from '../../shared/workflows/postpone-notification.ts';
import { recordDelivery } from '../../shared/workflows/record-delivery.ts';
import { recordAttempt, recordFailure } from '../../shared/workflows/record-failure.ts';
import { returnReport } from '../../shared/workflows/return-report.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { sweep } from '../../shared/workflows/sweep.ts';
import { aDeliveryEvent } from './a-delivery-event.ts';
import { type Deployment, keys } from './a-deployment.ts';
import { anOutage, type Outage } from './an-outage.ts';

type Queue = 'inbound' | 'inbound-poison' | 'outbound' | 'outbound-poison' | 'reports' | 'reports-poison';
type Message = { queue: Queue; item: unknown; at: number; deliveries: number; outage: Outage };

const minute = 60_000;

/**
 * The queues, the host and the sweep by a clock that jumps: messages are delivered when they are
 * due, ten times, 10 s apart, then they go to their poison queue; one of a poison queue comes back
 * after its lease. Each message has the outage of its mail. After its first round a mail's tries
 * between the first and the last are left out: they are alike.
 */
export function aQueueSimulation(deployment: Deployment, start: number) {
  let clock = start;
  let messages: Message[] = [];
  const now = () => new Date(clock);
  const ingest = { ...deployment.ingest(), now };
  const store = deployment.store();
  const sending = { ...deployment.sending(), now };
  const delivering = {
    ...deliveryStore(deployment.tickets),
    signingKeys: async () => keys,
    now,
    noteOutcome: deployment.contacts().noteOutcome,
    owed: store.owed,
    commit: store.commit,
    notices: sending.notices,
  };
  const outages = new Map<string, Outage>();
  const reported = new Set<string>();
  const put = (outage: Outage) => (queue: Queue) => async (item: unknown, afterMs: number) =>
    void messages.push({ queue, item, at: clock + afterMs, deliveries: 0, outage });

  const handlers: Record<Queue, (message: Message) => Promise<void>> = {
    async inbound({ item, deliveries, outage }) {
      const ref = MailRef.parse(item);
      outages.set(ref.remoteId, outage);
      const into = put(outage);
      try {
        const { sends } = await ingestMail(outage.wrap(ingest), ref, deliveries);
        for (const send of sends) await outage.wrap({ output: into('outbound') }).output(send, 0);
      } catch (error) {
        const failing = outage.wrap({
          ...deployment.failures(),
          now,
          enqueueMail: into('inbound'),
          enqueueGivenUp: into('inbound-poison'),
        });
        if ((await recordAttempt(failing, ref, deliveries, error)) === 'left-to-queue') throw error;
      }
    },
    async 'inbound-poison'({ item, outage }) {
      const into = put(outage);
      const failing = { ...deployment.failures(), now, enqueueMail: into('inbound'), enqueueGivenUp: into('inbound-poison') };
      await recordFailure(outage.wrap(failing), MailRef.parse(item));
    },
    async outbound({ item, outage }) {
      const ref = NotificationRef.parse(item);
      const send: typeof sending.send = async (mail, ticket, options) => {
        const result = await sending.send(mail, ticket, options);
        const event = { status: 'Bounced', said: '550 5.1.1 User unknown', recipient: mail.to.address };
        const report = aDeliveryEvent({ ...event, internetMessageId: mail.messageId, operationId: mail.operationId });
        if (!reported.has(mail.operationId)) await put(outage)('reports')(report, 5000);
        reported.add(mail.operationId);
        return result;
      };
      await sendNotification(outage.wrap({ ...sending, send, enqueue: put(outage)('outbound') }), ref);
    },
    async 'outbound-poison'({ item, outage }) {
      await recordUnsent(outage.wrap(sending), NotificationRef.parse(item));
    },
    async reports({ item, outage }) {
      await recordDelivery(outage.wrap(delivering), item);
    },
    async 'reports-poison'({ item, outage }) {
      await returnReport(outage.wrap({ now, enqueueReport: put(outage)('reports') }), item);
    },
  };

  async function deliver(message: Message): Promise<void> {
    const { queue, outage } = message;
    const isPoison = queue.endsWith('-poison');
    message.deliveries += 1;
    // the host deletes what is done; while the queue is out it can't, and the message comes back
    // when its lease is over
    const done = await handlers[queue](message).then(
      () => true,
      () => false,
    );
    const isDeleted = await outage
      .wrap({ complete: async () => true })
      .complete()
      .catch(() => false);
    if (!isDeleted) return again(message, Math.max(clock + 10 * minute, outage.until()));
    if (done) return;
    if (isPoison) return again(message, clock + 10 * minute);
    if (message.deliveries >= maxDeliveries) return void (await put(outage)(poisonOf[queue])(message.item, 0));
    const isFirstRound = clock - start < 5 * minute;
    if (!isFirstRound && message.deliveries < maxDeliveries - 1) message.deliveries = maxDeliveries - 1;
    again(message, clock + 10_000);
  }
  const again = (message: Message, at: number) => void messages.push({ ...message, at });

  /**
   * The sweep as it is where the mail's own store answers: it finds nothing of those whose store is
   * out.
   */
  async function sweepNow(): Promise<void> {
    const isOut = (remoteId: string) => outageOf(remoteId).isOutOf('store');
    const claimRetry: typeof store.claimRetry = async (due, failure) => !isOut(due.trace.remoteId) && store.claimRetry(due, failure);
    const { notifications, mails } = await sweep({ ...store, now, claimRetry });
    for (const ref of mails) await put(outageOf(ref.remoteId))('inbound')(ref, 0);
    for (const ref of notifications) {
      const mailId = (await store.owed(ref))?.notification.mailId ?? '';
      const remoteId = (await store.ticketTrace(mailId))?.remoteId ?? '';
      if (!isOut(remoteId)) await put(outageOf(remoteId))('outbound')(ref, 0);
    }
  }
  const outageOf = (remoteId: string): Outage => outages.get(remoteId) ?? anOutage(() => clock, 'store', 0, 'before', 0);

  return {
    now: () => clock,
    arrive: (ref: MailRef, outage: Outage, queue: Queue = 'inbound') => {
      outages.set(ref.remoteId, outage);
      return put(outage)(queue)(ref, 0);
    },
    /** Lets time go by; the sweep runs at these moments (ms from the start). */
    async run(sweeps: number[]): Promise<void> {
      for (const sweepAt of sweeps) {
        for (let next = due(start + sweepAt); next; next = due(start + sweepAt)) {
          const { outage } = next;
          clock = Math.max(clock, next.at);
          messages = messages.filter((message) => message !== next);
          if (outage.isOutOf('queue')) again(next, outage.until());
          else await deliver(next);
        }
        clock = start + sweepAt;
        await sweepNow();
      }
    },
    left: () => messages,
  };

  function due(until: number): Message | undefined {
    return messages.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
  }
}

const poisonOf: Record<Queue, Queue> = {
  inbound: 'inbound-poison',
  outbound: 'outbound-poison',
  reports: 'reports-poison',
  'inbound-poison': 'inbound-poison',
  'outbound-poison': 'outbound-poison',
  'reports-poison': 'reports-poison',
};
