import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { VerifyToken } from '../entra/verify-token.ts';
import type { Simulation } from '../simulator/dispatch.ts';
import { type Served, serve, type Tls } from '../simulator/serve.ts';
import { acsErrorBody, acsRefusal } from './acs-error.ts';
import { type AcsLimits, acsAdminRoutes, acsRoutes } from './acs-routes.ts';
import { type EngagementEvent, toEngagement } from './delivery-report.ts';
import { type DeliveryOutcome, type OperationError, openOperationStore } from './operation-store.ts';
import { type OnDeliveryReport, type OnSend, startSendPump } from './send-pump.ts';
import type { Sender } from './send-request.ts';

export type AcsOptions = {
  /** 0 takes a free one */
  port: number;
  /** where `acs.sqlite` is kept */
  folder: string;
  tls: Tls;
  verifyToken: VerifyToken;
  senders: Sender[];
  limits?: AcsLimits | undefined;
  onSend: OnSend;
  onDeliveryReport?: OnDeliveryReport | undefined;
  onEngagement?: ((event: EngagementEvent) => Promise<void>) | undefined;
  /** milliseconds */
  now?: () => number;
};

export type Acs = Served & {
  /** the next `times` (1) accepted operations end as Failed, and nothing is sent */
  failNext(failure: OperationError & { times?: number }): void;
  /** what becomes of mail to an address: Bounced, Suppressed … with the message in the report */
  setOutcome(outcome: DeliveryOutcome): void;
  clearOutcomes(): void;
  /** whoever has an address opens the latest mail to them that may be tracked; false without one */
  view(address: string): Promise<boolean>;
  /** resolves when every accepted mail was sent and reported */
  idle(): Promise<void>;
};

const codes: Record<number, string> = { 404: 'NotFound', 413: 'RequestEntityTooLarge', 429: 'TooManyRequests', 503: 'ServiceUnavailable' };

/**
 * Starts Azure Communication Services Email. An operation, its mail and its recipients are on disk
 * before the 202; `onSend` is called for it after that, again after a crash, always with its
 * operation id. Rejects with the listen error.
 */
export async function startAcs(options: AcsOptions): Promise<Acs> {
  const { port, folder, tls, verifyToken, senders, limits, onSend, onDeliveryReport, onEngagement, now = Date.now } = options;
  const store = openOperationStore(join(folder, 'acs.sqlite'), now);
  const pump = startSendPump(store, onSend, onDeliveryReport, now);
  const check = verifyToken('https://communication.azure.com');
  const failures: OperationError[] = [];
  const failNext = ({ code, message, times = 1 }: OperationError & { times?: number }) => {
    for (let count = 0; count < times; count += 1) failures.push({ code, message });
  };
  const view = async (address: string): Promise<boolean> => {
    const operation = store.trackedTo(address);
    if (operation) await onEngagement?.(toEngagement(operation, address, new Date(now())));
    return operation !== undefined;
  };
  const simulate = (url: string): Simulation<undefined> => ({
    routes: acsRoutes({ url, senders, store, pump, limits, takeFailure: () => failures.shift(), now }),
    admin: acsAdminRoutes(store, failNext, view),
    async authorize(request) {
      const { ok } = await check(request.headers.authorization);
      if (!ok) throw acsRefusal(401, 'Denied', 'Denied by the resource provider.');
    },
    errorBody: (status, message) => acsErrorBody(codes[status] ?? 'InternalServerError', message),
    headers: () => ({ 'x-ms-request-id': randomUUID() }),
  });
  const served = await serve({ port, tls }, simulate);
  return {
    ...served,
    failNext,
    view,
    setOutcome: store.setOutcome,
    clearOutcomes: store.clearOutcomes,
    idle: pump.idle,
    async stop() {
      await served.stop();
      await pump.stop();
      store.close();
    },
  };
}
