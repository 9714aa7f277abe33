import type { Claims } from '../entra/verify-token.ts';
import type { Answer, Params, Route, SimulatedRequest } from '../simulator/routes.ts';
import { makeThrottle, type Throttle } from '../simulator/throttle.ts';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import { accessesOf, findMailbox, type Mailbox } from './mailboxes.ts';
import { wantsImmutableIds } from './odata.ts';

export type Permission = 'Mail.Read' | 'Mail.ReadWrite' | 'Mail.Send';

/**
 * Outlook's limits per app and mailbox (learn.microsoft.com/graph/throttling-limits): 10,000 in 10
 * minutes, 4 at a time.
 */
export type GraphLimits = { per10Minutes: number; concurrent: number };
export const realLimits: GraphLimits = { per10Minutes: 10_000, concurrent: 4 };

export type MailboxCall = { request: SimulatedRequest; params: Params; mailbox: Mailbox; caller: Claims; immutable: boolean };
export type MailboxRoutes = (
  permission: Permission,
  operation: string,
  answer: (call: MailboxCall) => Promise<Answer> | Answer,
) => Route<Claims>[];

/**
 * Makes routes below `/v1.0/users/{user}` and `/v1.0/me` from an operation such as `GET
 * /messages/{message}`: finds the mailbox, asks for the permission, and keeps to the limits when
 * there are any.
 */
export function makeMailboxRoutes(state: GraphState, limits: GraphLimits | undefined): MailboxRoutes {
  const enter = makeGate(state, limits);
  return (permission, operation, answer) => {
    const [method, path] = operation.split(' ');
    return ['/v1.0/users/{user}', '/v1.0/me'].map((root) => ({
      operation: `${method} ${root}${path}`,
      async answer(request, params, caller) {
        const mailbox = findMailbox(state.store, params.user ?? caller.upn ?? '');
        checkPermission(state, caller, permission, mailbox);
        const leave = enter(`${caller.appid} ${mailbox.id}`);
        try {
          return await answer({ request, params, mailbox, caller, immutable: wantsImmutableIds(request) });
        } finally {
          leave();
        }
      },
    }));
  };
}

/**
 * Throws a Refusal 403: an app needs the role, and may be kept to some mailboxes; a user needs the
 * scope, and for a mailbox that is not theirs also its `.Shared` and full access.
 */
export function checkPermission({ store }: GraphState, caller: Claims, permission: Permission, mailbox: Mailbox): void {
  const { roles, scp, oid, appid } = caller;
  const isUser = scp !== undefined;
  const isOwn = oid === mailbox.id;
  const accesses = accessesOf(store, isUser ? oid : appid);
  const suffix = isUser && !isOwn ? '.Shared' : '';
  const wanted = [permission, ...(permission === 'Mail.Read' ? ['Mail.ReadWrite'] : [])].flatMap((name) =>
    suffix ? [`${name}${suffix}`] : [name, `${name}.Shared`],
  );
  const isGranted = (scp?.split(' ') ?? roles ?? []).some((granted) => wanted.includes(granted));
  const mayOpen = isUser ? isOwn || accesses?.includes(mailbox.id) : accesses === null || accesses.includes(mailbox.id);
  if (isGranted && mayOpen) return;
  throw graphRefusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

function makeGate({ now }: GraphState, limits: GraphLimits | undefined): (key: string) => () => void {
  if (!limits) return () => () => {};
  const doors = new Map<string, { throttle: Throttle; inside: number }>();
  return (key) => {
    const door = doors.get(key) ?? { throttle: makeThrottle([{ count: limits.per10Minutes, seconds: 600 }], now), inside: 0 };
    doors.set(key, door);
    const wait = door.inside >= limits.concurrent ? 1 : door.throttle();
    if (wait !== undefined) {
      const which = door.inside >= limits.concurrent ? 'MailboxConcurrency' : 'RequestCount';
      throw graphRefusal(429, 'ApplicationThrottled', `Application is over its ${which} limit.`, { 'retry-after': String(wait) });
    }
    door.inside += 1;
    return () => {
      door.inside -= 1;
    };
  };
}
