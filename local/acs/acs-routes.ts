import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../simulator/read-json.ts';
import { Refusal } from '../simulator/refusal.ts';
import type { Answer, Route, SimulatedRequest } from '../simulator/routes.ts';
import { makeThrottle, type Throttle } from '../simulator/throttle.ts';
import { acsErrorBody, acsRefusal } from './acs-error.ts';
import { composeRequest } from './compose-request.ts';
import { DeliveryOutcome, type OperationError, type OperationStore } from './operation-store.ts';
import type { SendPump } from './send-pump.ts';
import { parseSendRequest, recipientsOf, type Sender } from './send-request.ts';

/** 10 MB a request, Base64 included. */
const bodyLimit = 10 * 1024 * 1024;

/**
 * Quotas of the service; none when absent. A custom domain begins with 30 a minute and 100 an hour,
 * status 60 and 200.
 */
export type AcsLimits = { sendPerMinute: number; sendPerHour: number; statusPerMinute: number; statusPerHour: number };

export type AcsState = {
  url: string;
  senders: Sender[];
  store: OperationStore;
  pump: SendPump;
  limits: AcsLimits | undefined;
  /** the failure that the next accepted operation shall end with */
  takeFailure(): OperationError | undefined;
  now(): number;
};

/**
 * `POST /emails:send` and `GET /emails/operations/{id}`. Source:
 * learn.microsoft.com/rest/api/communication/email
 */
export function acsRoutes(state: AcsState): Route<undefined>[] {
  const { limits, now, store } = state;
  const sends = throttleOf(limits && [limits.sendPerMinute, limits.sendPerHour], now);
  const statuses = throttleOf(limits && [limits.statusPerMinute, limits.statusPerHour], now);
  return [
    {
      operation: 'POST /emails:send',
      async answer(request) {
        take(sends);
        const id = operationIdOf(request);
        if (!store.get(id)) await accept(state, id, request);
        state.pump.run(id);
        return accepted(state.url, id, request);
      },
    },
    {
      operation: 'GET /emails/operations/{id}',
      answer(_request, { id = '' }) {
        take(statuses);
        const operation = store.get(id.toLowerCase());
        if (!operation) throw acsRefusal(404, 'OperationNotFound', `There is no operation ${id}.`);
        const { status, error } = operation;
        const body = { id: operation.id, status, error: status === 'Failed' ? error : null };
        return { status: 200, headers: status === 'Running' ? { 'retry-after': '1' } : {}, body };
      },
    },
  ];
}

/**
 * `PUT /admin/recipients` (a DeliveryOutcome) and `DELETE /admin/recipients`; `POST
 * /admin/failures` ({code, message, times}); `POST /admin/views` ({address}): who has it opens the
 * latest mail to them that may be tracked.
 */
export function acsAdminRoutes(
  store: OperationStore,
  failNext: (failure: OperationError & { times: number }) => void,
  view: (address: string) => Promise<boolean>,
): Route<undefined>[] {
  const Failure = z.strictObject({
    code: z.string().max(200),
    message: z.string().max(2_000),
    times: z.int().min(1).max(10_000).default(1),
  });
  return [
    {
      operation: 'PUT /admin/recipients',
      async answer(request) {
        store.setOutcome(await readJson(request, DeliveryOutcome));
        return { status: 204 };
      },
    },
    {
      operation: 'DELETE /admin/recipients',
      answer() {
        store.clearOutcomes();
        return { status: 204 };
      },
    },
    {
      operation: 'POST /admin/views',
      async answer(request) {
        const { address } = await readJson(request, z.strictObject({ address: z.string().max(320) }));
        if (!(await view(address))) throw acsRefusal(404, 'NotFound', `No mail to ${address} may be tracked.`);
        return { status: 204 };
      },
    },
    {
      operation: 'POST /admin/failures',
      async answer(request) {
        failNext(await readJson(request, Failure));
        return { status: 204 };
      },
    },
  ];
}

async function accept({ senders, store, takeFailure, now }: AcsState, id: string, request: SimulatedRequest): Promise<void> {
  const parsed = parseSendRequest((await request.body(bodyLimit)).toString('utf8'), senders);
  const { raw, messageId } = await composeRequest(parsed, senders, new Date(now()), store.isUsed);
  // two requests with one id may have come this far together: the store keeps the first
  store.accept(
    { id, error: takeFailure() ?? null, sender: parsed.senderAddress.toLowerCase(), messageId, raw },
    recipientsOf(parsed),
    parsed.userEngagementTrackingDisabled !== true,
  );
}

/** Answered alike however often the same operation is asked for; the mail is sent once. */
function accepted(url: string, id: string, request: SimulatedRequest): Answer {
  const version = encodeURIComponent(request.url.searchParams.get('api-version') ?? '2025-09-01');
  const headers = { 'operation-location': `${url}/emails/operations/${id}?api-version=${version}`, 'retry-after': '1' };
  return { status: 202, headers, body: { id, status: 'Running', error: null } };
}

function operationIdOf(request: SimulatedRequest): string {
  const id = request.headers['operation-id'];
  if (id === undefined) return randomUUID();
  const parsed = z.guid().safeParse(id);
  if (!parsed.success) throw acsRefusal(400, 'BadRequest', 'The header Operation-Id must be a GUID.', 'Operation-Id');
  return parsed.data.toLowerCase();
}

function throttleOf(counts: [number, number] | undefined, now: () => number): Throttle {
  if (!counts) return () => undefined;
  const [perMinute, perHour] = counts;
  return makeThrottle(
    [
      { count: perMinute, seconds: 60 },
      { count: perHour, seconds: 3_600 },
    ],
    now,
  );
}

function take(throttle: Throttle): void {
  const wait = throttle();
  if (wait === undefined) return;
  throw new Refusal(429, acsErrorBody('TooManyRequests', `The quota is used up. Retry after ${wait} seconds.`), {
    'retry-after': String(wait),
  });
}
