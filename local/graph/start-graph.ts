import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Claims, TokenVerdict, VerifyToken } from '../entra/verify-token.ts';
import type { Simulation } from '../simulator/dispatch.ts';
import { type Served, serve, type Tls } from '../simulator/serve.ts';
import type { Stats } from '../simulator/stats.ts';
import { attachmentRoutes, uploadOperation } from './attachment-routes.ts';
import { deltaRoutes, expireDeltaTokens } from './delta-routes.ts';
import { folderRoutes } from './folder-routes.ts';
import { findFolder } from './folders.ts';
import { type GraphControls, graphAdminRoutes } from './graph-admin-routes.ts';
import { graphErrorBody, graphRefusal } from './graph-error.ts';
import { type GraphState, openGraphStore } from './graph-store.ts';
import { type GraphLimits, makeMailboxRoutes } from './mailbox-route.ts';
import { addMailbox, findMailbox, giveAccess } from './mailboxes.ts';
import { messageRoutes } from './message-routes.ts';
import { insertMessage } from './messages.ts';
import { type NotificationTiming, realTiming, startNotificationPump } from './notification-pump.ts';
import { queueChange, queueLifecycle } from './notifications.ts';
import type { OnGraphSend } from './send-mail.ts';
import { sendRoutes } from './send-routes.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { allSubscriptions } from './subscriptions.ts';

export type GraphOptions = {
  /** 0 takes a free one */
  port: number;
  /** where `graph.sqlite` is kept */
  folder: string;
  tls: Tls;
  verifyToken: VerifyToken;
  onSend: OnGraphSend;
  /** Outlook's throttling (`realLimits`); none when absent */
  limits?: GraphLimits | undefined;
  timing?: NotificationTiming;
  /** milliseconds */
  now?: () => number;
};

export type GraphStats = Stats & { waitingNotifications: number };
export type Graph = Omit<Served, 'stats'> &
  GraphControls & {
    stats(): GraphStats;
    /** resolves when every change notification was delivered */
    idle(): Promise<void>;
  };

const codes: Record<number, string> = {
  400: 'BadRequest',
  404: 'ResourceNotFound',
  413: 'RequestEntityTooLarge',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
};

/**
 * Starts Microsoft Graph with mailboxes, their messages and folders, subscriptions and change
 * notifications, as
 * @microsoft/microsoft-graph-client speaks to it (`baseUrl`, `customHosts: new
 * Set(['localhost'])`). Mail that the app sends goes to `onSend` and into Sent Items. Rejects with
 * the listen error.
 */
export async function startGraph({
  port,
  folder,
  tls,
  verifyToken,
  onSend,
  limits,
  timing = realTiming,
  now = Date.now,
}: GraphOptions): Promise<Graph> {
  const store = openGraphStore(join(folder, 'graph.sqlite'));
  let isWaking = false;
  let toDrop = 0;
  const wake = () => {
    isWaking = false;
    pump.wake();
  };
  const state: GraphState = {
    store,
    now,
    replacesMessageIds: false,
    changed(change) {
      const isDropped = change.type === 'created' && toDrop > 0;
      if (isDropped) toDrop -= 1;
      else queueChange(state, change);
      // after the transaction that this is part of
      if (!isWaking) setImmediate(wake);
      isWaking = true;
    },
  };
  const pump = startNotificationPump(state, timing);
  const check = verifyToken('https://graph.microsoft.com');

  const controls: GraphControls = {
    addMailbox: (address) => void addMailbox(store, address),
    giveAccess: (address, holder) => giveAccess(store, address, holder),
    async deliver(address, raw) {
      const mailbox = findMailbox(store, address);
      const folderId = findFolder(store, mailbox.id, 'inbox').id;
      return { id: insertMessage(state, { mailboxId: mailbox.id, folderId, raw, isRead: false, isDraft: false }).mutable_id };
    },
    lifecycle(event, subscriptionId) {
      const concerned = allSubscriptions(state).filter(({ id }) => subscriptionId === undefined || id === subscriptionId);
      for (const subscription of concerned) queueLifecycle(state, subscription, event);
      pump.wake();
      return concerned.length;
    },
    expireDeltaTokens: (status) => expireDeltaTokens(state, status),
    dropNotifications(count) {
      toDrop = count;
    },
    replaceMessageIds(replaces) {
      state.replacesMessageIds = replaces;
    },
  };
  const simulate = (url: string): Simulation<Claims> => {
    const route = makeMailboxRoutes(state, limits);
    return {
      routes: [
        ...messageRoutes(state, url, route),
        ...deltaRoutes(state, url, route),
        ...folderRoutes(state, url, route),
        ...sendRoutes(state, route, onSend),
        ...attachmentRoutes(state, url, route),
        ...subscriptionRoutes(state, url),
        ...route('Mail.Read', 'GET ', ({ mailbox }) => ({
          status: 200,
          body: { id: mailbox.id, mail: mailbox.address, userPrincipalName: mailbox.address },
        })),
      ],
      admin: graphAdminRoutes(controls),
      authorize: async (request, operation) =>
        operation === uploadOperation ? nobody : claimsOf(await check(request.headers.authorization)),
      errorBody: (status, message) => graphErrorBody(codes[status] ?? 'UnknownError', message),
      // mailFolders('inbox') and mailFolders/inbox are the same
      normalizePath: (pathname) => pathname.replace(/\((?:'|%27)(.*?)(?:'|%27)\)/g, '/$1'),
      headers: ({ headers }) => ({ 'request-id': randomUUID(), 'client-request-id': String(headers['client-request-id'] ?? randomUUID()) }),
    };
  };
  const served = await serve({ port, tls }, simulate);
  pump.wake();
  return {
    ...served,
    ...controls,
    stats: () => ({ ...served.stats(), waitingNotifications: pump.waiting() }),
    idle: pump.idle,
    async stop() {
      await served.stop();
      await pump.stop();
      store.close();
    },
  };
}

/** Who uploads a piece of a file: its address is the proof. */
const nobody: Claims = { aud: '', iss: '', exp: 0, tid: '', oid: '', appid: '', iat: 0 };

const messages = {
  missing: 'Access token is empty.',
  malformed: 'IDX14100: JWT is not well formed, there are no dots (.).',
  expired: 'Lifetime validation failed, the token is expired.',
  audience: 'Access token validation failure. Invalid audience.',
  signature: 'Signature is invalid.',
};

function claimsOf(verdict: TokenVerdict): Claims {
  if (verdict.ok) return verdict.claims;
  throw graphRefusal(401, 'InvalidAuthenticationToken', messages[verdict.reason], {
    'www-authenticate': 'Bearer realm="", error="invalid_token"',
  });
}
