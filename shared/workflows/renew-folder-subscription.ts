import type { GraphMailbox } from '../domain/mailboxes/mailbox.ts';
import type { Subscription } from '../domain/mailboxes/subscription.ts';
import { hashClientState } from '../domain/subscriptions/client-state.ts';
import {
  planSubscription,
  refusalWaitMs,
  type SubscribedFolder,
  subscribedResource,
  subscriptionLifeMs,
} from '../domain/subscriptions/plan-subscription.ts';
import { type LiveSubscription, plainResource } from '../domain/subscriptions/stray-subscriptions.ts';
import { MailSourceError } from '../errors.ts';

export type RenewFolderDeps = {
  now(): Date;
  /** A secret nobody can guess, at most 128 characters. */
  makeClientState(): string;
  /** Where new mails are announced, and the state of the subscription. */
  notificationUrl: string;
  lifecycleUrl: string;
  /**
   * Null: the source has one for the same resource already. It may end earlier than wanted, where
   * the source allows no more.
   */
  create(wanted: {
    resource: string;
    notificationUrl: string;
    lifecycleUrl: string;
    clientState: string;
    expiresAt: Date;
  }): Promise<{ subscriptionId: string; expiresAt: Date } | null>;
  /** A subscription as the source has it. Null: it is gone. */
  read(subscriptionId: string): Promise<unknown>;
  /** Null: it is gone, or can't last that long, and has to be made anew. */
  renew(subscriptionId: string, expiresAt: Date): Promise<{ expiresAt: Date } | null>;
  /** It is fine if it is gone already. */
  remove(subscriptionId: string): Promise<void>;
  /** The subscriptions that this app has, of whichever installation. */
  list(): Promise<LiveSubscription[]>;
  /** Writes if the stored subscription is still `replaces`; false: somebody else was faster. */
  writeSubscription(
    mailboxId: string,
    subscription: Subscription | null,
    replaces: Subscription | null,
    slot: string | null,
  ): Promise<boolean>;
};

/** Graph asks both addresses to answer while a subscription is made, 10 s each at most. */
const makingMs = 2 * 60_000;

export type RenewedSubscription = 'kept' | 'renewed' | 'created' | 'removed' | 'lost-race';

/**
 * Makes sure that a folder of a Graph mailbox has a live subscription, or none where it is not
 * wanted: Graph is asked, what is stored is not trusted. `created`: earlier mail was not announced,
 * so the mailbox must be polled.
 *
 * @throws MailSourceError when Graph refuses; that is kept, and it is asked again after a while.
 */
export async function renewFolderSubscription(
  deps: RenewFolderDeps,
  mailbox: GraphMailbox,
  at: SubscribedFolder,
  wanted: 'keep' | 'renew' | 'recreate',
): Promise<RenewedSubscription> {
  const now = deps.now();
  const { subscription: stored, slot, folder } = at;
  const plan = planSubscription(mailbox, at, deps.notificationUrl, wanted, now);
  if (plan === 'keep' || plan === 'none') return 'kept';
  if (plan === 'ask' && stored && (await deps.read(stored.subscriptionId))) return 'kept';
  if (plan === 'renew' && stored) {
    const renewed = await deps.renew(stored.subscriptionId, new Date(now.getTime() + subscriptionLifeMs));
    const written = renewed && { ...stored, expiresAt: renewed.expiresAt.toISOString(), renewedAt: now.toISOString() };
    if (written) return (await deps.writeSubscription(mailbox.mailboxId, written, stored, slot)) ? 'renewed' : 'lost-race';
  }
  if (plan === 'remove' || folder === null) {
    if (!(await deps.writeSubscription(mailbox.mailboxId, null, stored, slot))) return 'lost-race';
    if (stored) await removeLive(deps, stored);
    return 'removed';
  }
  return create(deps, mailbox, { ...at, folder }, now);
}

/**
 * What is stored first says that one is being made, so that one process makes it and no other is
 * believed in: after a crash at any point, the one that may be left at Graph is not known here,
 * stands in the way of the next, and is replaced by it.
 */
async function create(
  deps: RenewFolderDeps,
  mailbox: GraphMailbox,
  { slot, folder, subscription: stored }: SubscribedFolder & { folder: string },
  now: Date,
): Promise<RenewedSubscription> {
  const { mailboxId } = mailbox;
  const { notificationUrl, lifecycleUrl } = deps;
  const clientState = deps.makeClientState();
  const resource = subscribedResource(mailbox, folder);
  const expiresAt = new Date(now.getTime() + makingMs).toISOString();
  const making: Subscription = {
    subscriptionId: '',
    resource,
    expiresAt,
    clientStateSha256: hashClientState(clientState),
    notificationUrl,
    createdAt: now.toISOString(),
    ...(stored?.lastEvent ? { lastEvent: stored.lastEvent } : {}),
  };
  if (!(await deps.writeSubscription(mailboxId, making, stored, slot))) return 'lost-race';
  const times = (stored?.refusal?.times ?? 0) + 1;
  try {
    if (stored) await removeLive(deps, stored);
    const wanted = { resource, notificationUrl, lifecycleUrl, clientState, expiresAt: new Date(now.getTime() + subscriptionLifeMs) };
    let created = await deps.create(wanted);
    if (!created) {
      // so slow that another process has begun? Then the one in the way may be its own
      if (!(await deps.writeSubscription(mailboxId, making, making, slot))) return 'lost-race';
      created = await createInPlaceOfStale(deps, wanted);
    }
    const { subscriptionId } = created;
    const made = { ...making, subscriptionId, expiresAt: created.expiresAt.toISOString() };
    if (await deps.writeSubscription(mailboxId, made, making, slot)) return 'created';
    // two would announce every mail twice
    await deps.remove(subscriptionId);
    return 'lost-race';
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    const { failure, message } = error;
    const retryAt = new Date(now.getTime() + refusalWaitMs(times)).toISOString();
    const refusal = { failure, message: message.slice(0, 1000), times };
    await deps.writeSubscription(mailboxId, { ...making, expiresAt: retryAt, refusal }, making, slot);
    throw error;
  }
}

const removeLive = async (deps: RenewFolderDeps, { subscriptionId }: Subscription): Promise<void> => {
  if (subscriptionId !== '') await deps.remove(subscriptionId);
};

type Wanted = Parameters<RenewFolderDeps['create']>[0];

/**
 * One that was created but never stored (a crash in between), or is left from an earlier database,
 * is in the way: its clientState is not known here, so it can't be adopted and is replaced. One
 * that notifies another address belongs to another installation, and stays.
 */
async function createInPlaceOfStale(deps: RenewFolderDeps, wanted: Wanted) {
  const same = (await deps.list()).filter((one) => plainResource(one.resource) === plainResource(wanted.resource));
  const stale = same.filter((one) => one.notificationUrl === wanted.notificationUrl);
  for (const { subscriptionId } of stale) await deps.remove(subscriptionId);
  const created = stale.length > 0 ? await deps.create(wanted) : null;
  if (created) return created;
  const others = same.map((one) => one.notificationUrl).join(', ') || 'an address that Graph does not show';
  throw new MailSourceError(
    'protocol',
    `New mails of ${wanted.resource} are told to ${others} already; end that subscription, or wait until it runs out`,
  );
}
