import { randomBytes } from 'node:crypto';
import type { mailboxStore } from '../adapters/cosmos/mailboxes.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { Graph } from '../adapters/graph/graph-api.ts';
import type { Settings } from '../config.ts';
import type { GraphMailbox, Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { MailSource } from '../ports/mail-source.ts';
import type { AcceptLifecycleDeps } from '../workflows/accept-lifecycle.ts';
import type { PollMailboxesDeps } from '../workflows/poll-mailboxes.ts';
import { type RenewSubscriptionDeps, renewSubscription } from '../workflows/renew-subscription.ts';
import type { RenewSubscriptionsDeps } from '../workflows/renew-subscriptions.ts';
import type { SchedulePollsDeps } from '../workflows/schedule-polls.ts';
import type { TendDeps } from '../workflows/tend-sent-mail.ts';
import type { Authorising } from './authorising.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';

type Parts = {
  clients: Clients;
  graphFor: Authorising['graphFor'];
  mailboxes: () => Promise<ReturnType<typeof mailboxStore>>;
  tickets: () => Promise<ReturnType<typeof ticketStore>>;
  keys: () => Promise<() => Promise<SigningKeys>>;
  openSource: (mailbox: Mailbox) => Promise<MailSource>;
  now: () => Date;
};

/** What brings mail in: subscriptions, webhooks and polls. */
export function fetching(settings: Settings, { clients, graphFor, mailboxes, tickets, keys, openSource, now }: Parts) {
  const depsOf = async (graph: Graph): Promise<RenewSubscriptionDeps & Awaited<ReturnType<Parts['mailboxes']>>> => {
    const { graphSubscriptions } = await import('../adapters/graph/graph-subscriptions.ts');
    return {
      ...graphSubscriptions(graph),
      ...(await mailboxes()),
      now,
      makeClientState: () => randomBytes(48).toString('base64url'),
      notificationUrl: new URL('/api/graph/notifications', settings.PUBLIC_URL).href,
      lifecycleUrl: new URL('/api/graph/lifecycle', settings.PUBLIC_URL).href,
    };
  };
  const depsFor = async (mailbox: GraphMailbox): Promise<RenewSubscriptionDeps> => depsOf(await graphFor(mailbox));
  const subscriptions = async (): Promise<RenewSubscriptionsDeps> => ({ ...(await depsOf(await clients.graph())), depsFor });

  const tendingSentMail = async (): Promise<TendDeps> => {
    const [{ renamedSince, removeLeftDrafts }, { listMailboxes }, { commit }, signingKeys] = await Promise.all([
      import('../adapters/graph/graph-sent-mail.ts'),
      mailboxes(),
      tickets(),
      keys(),
    ]);
    return {
      ...{ now, signingKeys, listMailboxes, commit },
      async sentMailOf(mailbox) {
        const [graph, user] = [await graphFor(mailbox), `/users/${encodeURIComponent(mailbox.user)}`];
        return {
          renamedSince: (since, isOurs) => renamedSince(graph, user, since, isOurs),
          removeLeftDrafts: (before, isOurs) => removeLeftDrafts(graph, user, before, isOurs),
        };
      },
    };
  };

  const polling = once(async (): Promise<PollMailboxesDeps> => {
    const [store, { stageRaw }, { knownRemoteIds, putTrace }] = await Promise.all([mailboxes(), clients.blobs(), tickets()]);
    const [enqueueMails, enqueuePolls] = await Promise.all([clients.queue('inbound-mail'), clients.queue('poll-mailbox')]);
    return {
      ...store,
      now,
      openSource,
      mailBytes: settings.MAX_MAIL_BYTES,
      stageRaw,
      knownRemoteIds,
      enqueueMails,
      enqueuePoll: (ref) => enqueuePolls([ref]),
      async recordSetAside(mail) {
        // it reads a header: the parsers are not loaded for the polls that set nothing aside, nor
        // when a process starts
        const { setAsideTrace } = await import('../domain/ingest/failure-traces.ts');
        await putTrace(setAsideTrace({ ...mail, now: now(), limit: settings.MAX_MAIL_BYTES }), false);
      },
      renewSubscription: async (mailbox, _stored, wanted) => renewSubscription(await depsFor(mailbox), mailbox, wanted),
    };
  });

  const accepting = once(async (): Promise<AcceptLifecycleDeps> => {
    const { subscriptionLookup } = await import('../adapters/cosmos/subscription-lookup.ts');
    const { subscriptions: readAll, noteEvent } = await mailboxes();
    return { now, noteEvent, findSubscription: subscriptionLookup(readAll, Date.now) };
  });

  const scheduling = once(async (): Promise<SchedulePollsDeps> => {
    const { pollTimesStore } = await import('../adapters/cosmos/poll-times.ts');
    const [{ listMailboxes }, partitions] = await Promise.all([mailboxes(), clients.partitions()]);
    const pace = { minMs: settings.POLL_MIN_SECONDS * 1000, maxMs: settings.POLL_MAX_SECONDS * 1000 };
    return { now, listMailboxes, pace, ...pollTimesStore(partitions.container('mailboxes')) };
  });

  return { depsFor, subscriptions, tendingSentMail, polling, accepting, scheduling };
}
