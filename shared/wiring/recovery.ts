import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { FailureDeps } from '../workflows/record-failure.ts';
import type { ReturnDeps } from '../workflows/return-report.ts';
import type { SweepDeps } from '../workflows/sweep.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';

type Parts = {
  clients: Clients;
  settingsCache: () => Promise<() => Promise<AdminSettings>>;
  tickets: () => Promise<ReturnType<typeof ticketStore>>;
  rawMail: FailureDeps['rawMail'];
  now: () => Date;
};

const queues = ['inbound-mail', 'poll-mailbox', 'mailbox-jobs', 'outbound-mail', 'delivery-reports'];

/** What retries mails, notifications and reports that failed. */
export function recovery({ clients, settingsCache, tickets, rawMail, now }: Parts) {
  const sweeping = async (): Promise<SweepDeps> => {
    const { overdue, dueRetries, claimRetry } = await tickets();
    return { now, overdue, dueRetries, claimRetry };
  };

  const failures = once(async (): Promise<FailureDeps> => {
    const [{ stageRaw }, store, readSettings] = await Promise.all([clients.blobs(), tickets(), settingsCache()]);
    const [enqueueMails, enqueueGivenUp] = await Promise.all([clients.queue('inbound-mail'), clients.queue('inbound-mail-poison')]);
    return {
      ...store,
      now,
      rawMail,
      stageRaw,
      mailboxOf: async (mailboxId) => (await readSettings()).mailboxes.values.get(mailboxId) ?? null,
      enqueueMail: (ref, afterMs) => enqueueMails([ref], afterMs),
      enqueueGivenUp: (ref, afterMs) => enqueueGivenUp([ref], afterMs),
    };
  });

  const reporting = async (): Promise<ReturnDeps> => {
    const enqueue = await clients.queue('delivery-reports');
    return { now, enqueueReport: (report, afterMs) => enqueue([report], afterMs) };
  };

  /** How many messages lie in the queues of those that were given up. */
  const watching = async () => {
    const depths = await clients.queueDepths();
    return { depths: () => depths(queues.map((name) => `${name}-poison`)) };
  };

  return { sweeping, failures, reporting, watching };
}
