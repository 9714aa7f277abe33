import type { Claims } from '../entra/verify-token.ts';
import type { Route } from '../simulator/routes.ts';
import { findFolder } from './folders.ts';
import { graphRefusal } from './graph-error.ts';
import type { GraphState } from './graph-store.ts';
import { checkPermission } from './mailbox-route.ts';
import { findMailbox } from './mailboxes.ts';
import { wantsImmutableIds } from './odata.ts';
import { readGraphJson } from './read-graph-json.ts';
import {
  CreateSubscription,
  checkClientState,
  PatchSubscription,
  parseChangeType,
  parseExpiration,
  parseResource,
  toSubscriptionResource,
} from './subscription-request.ts';
import {
  addSubscription,
  checkNoDuplicate,
  findSubscription,
  listSubscriptions,
  removeSubscription,
  renewSubscription,
} from './subscriptions.ts';
import { validateEndpoint } from './validate-endpoint.ts';

/**
 * Creating, renewing, listing and removing subscriptions. Source:
 * learn.microsoft.com/graph/api/resources/subscription
 */
export function subscriptionRoutes(state: GraphState, url: string): Route<Claims>[] {
  const context = `${url}/v1.0/$metadata#subscriptions`;
  const one = (params: Record<string, string>, caller: Claims) => findSubscription(state, caller.appid, params.id ?? '');
  return [
    {
      operation: 'POST /v1.0/subscriptions',
      async answer(request, _params, caller) {
        const wanted = await readGraphJson(request, CreateSubscription);
        if (wanted.includeResourceData)
          throw graphRefusal(400, 'InvalidRequest', 'This simulator offers notifications without resource data only.');
        const changeType = parseChangeType(wanted.changeType);
        const expires = parseExpiration(wanted.expirationDateTime, state.now());
        checkClientState(wanted.clientState);
        const { user, folder } = parseResource(wanted.resource);
        const mailbox = findMailbox(state.store, user ?? caller.upn ?? '');
        checkPermission(state, caller, 'Mail.Read', mailbox);
        const folderId = folder === undefined ? null : findFolder(state.store, mailbox.id, folder).id;
        listSubscriptions(state, caller.appid); // expired ones stand in nobody's way
        checkNoDuplicate(state, caller.appid, mailbox.id, folderId, changeType);
        const lifecycleUrl = wanted.lifecycleNotificationUrl ?? null;
        await Promise.all([validateEndpoint(wanted.notificationUrl), lifecycleUrl === null ? undefined : validateEndpoint(lifecycleUrl)]);
        const subscription = addSubscription(state, {
          tenant_id: caller.tid,
          app_id: caller.appid,
          resource: wanted.resource,
          mailbox_id: mailbox.id,
          folder_id: folderId,
          change_type: changeType,
          notification_url: wanted.notificationUrl,
          lifecycle_url: lifecycleUrl,
          client_state: wanted.clientState ?? null,
          expires,
          immutable: Number(wantsImmutableIds(request)),
        });
        return { status: 201, body: { '@odata.context': `${context}/$entity`, ...toSubscriptionResource(subscription) } };
      },
    },
    {
      operation: 'GET /v1.0/subscriptions',
      answer: (_request, _params, caller) => ({
        status: 200,
        body: { '@odata.context': context, value: listSubscriptions(state, caller.appid).map(toSubscriptionResource) },
      }),
    },
    {
      operation: 'GET /v1.0/subscriptions/{id}',
      answer: (_request, params, caller) => ({
        status: 200,
        body: { '@odata.context': `${context}/$entity`, ...toSubscriptionResource(one(params, caller)) },
      }),
    },
    {
      operation: 'PATCH /v1.0/subscriptions/{id}',
      async answer(request, params, caller) {
        const subscription = one(params, caller);
        const patch = await readGraphJson(request, PatchSubscription);
        if (patch.lifecycleNotificationUrl !== undefined) {
          throw graphRefusal(
            400,
            'InvalidRequest',
            "The property 'lifecycleNotificationUrl' can't be changed; delete the subscription and create it anew.",
          );
        }
        const expires =
          patch.expirationDateTime === undefined ? subscription.expires : parseExpiration(patch.expirationDateTime, state.now());
        if (patch.notificationUrl !== undefined) await validateEndpoint(patch.notificationUrl);
        const renewed = renewSubscription(state, subscription.id, expires, patch.notificationUrl ?? subscription.notification_url);
        return { status: 200, body: { '@odata.context': `${context}/$entity`, ...toSubscriptionResource(renewed) } };
      },
    },
    {
      operation: 'POST /v1.0/subscriptions/{id}/reauthorize',
      answer(_request, params, caller) {
        one(params, caller);
        return { status: 204 };
      },
    },
    {
      operation: 'DELETE /v1.0/subscriptions/{id}',
      answer(_request, params, caller) {
        removeSubscription(state, one(params, caller).id);
        return { status: 204 };
      },
    },
  ];
}
