import { retryUntil } from '../simulator/retry-until.ts';
import { type DeliveryReportEvent, toDeliveryReport } from './delivery-report.ts';
import type { OperationStore } from './operation-store.ts';

/**
 * A mail that leaves. May come twice with the same operation id, after a crash: act on each id
 * once.
 */
export type OutgoingMail = { operationId: string; raw: Uint8Array; from: string; to: string[] };
export type OnSend = (mail: OutgoingMail) => Promise<void>;
export type OnDeliveryReport = (event: DeliveryReportEvent) => Promise<void>;

export type SendPump = {
  /** starts what is left to do for an operation; returns at once */
  run(id: string): void;
  /** resolves when nothing is under way */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Sends accepted mails and reports on their recipients, each step noted before the next, so that a
 * crash repeats one step at most. Mail to suppressed recipients never leaves. Starts with what an
 * earlier run left undone.
 */
export function startSendPump(
  store: OperationStore,
  onSend: OnSend,
  onDeliveryReport: OnDeliveryReport | undefined,
  now: () => number,
): SendPump {
  const aborted = new AbortController();
  const running = new Map<string, Promise<void>>();

  const send = async (id: string): Promise<void> => {
    const operation = store.get(id);
    if (operation?.status !== 'Running') return;
    if (operation.error) return store.finish(id, 'Failed');
    const to = store.unreported(id).filter((address) => store.outcome(address).status !== 'Suppressed');
    if (to.length > 0 && operation.raw) await onSend({ operationId: id, raw: operation.raw, from: operation.sender, to });
    store.finish(id, 'Succeeded');
  };
  const report = async (id: string): Promise<void> => {
    const operation = store.get(id);
    if (operation?.status === 'Succeeded' && onDeliveryReport) {
      for (const address of store.unreported(id)) {
        await onDeliveryReport(toDeliveryReport(operation, address, store.outcome(address), new Date(now())));
        store.reported(id, address);
      }
    }
    store.complete(id);
  };
  const work = async (id: string): Promise<void> => {
    if (!(await retryUntil(`sending ${id}`, () => send(id), aborted.signal))) return;
    await retryUntil(`reporting on ${id}`, () => report(id), aborted.signal);
  };
  const run = (id: string): void => {
    if (running.has(id) || aborted.signal.aborted) return;
    running.set(
      id,
      work(id).finally(() => running.delete(id)),
    );
  };
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running.values());
  };
  for (const id of store.undone()) run(id);
  return {
    run,
    idle,
    async stop() {
      aborted.abort();
      await idle();
    },
  };
}
