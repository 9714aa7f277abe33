import type { mailboxStore } from '../adapters/cosmos/mailboxes.ts';
import type { Settings } from '../config.ts';
import { type GraphMailbox, ImapMailbox, isGraphMailbox, type Mailbox } from '../domain/mailboxes/mailbox.ts';
import { resumedHealth } from '../domain/mailboxes/mailbox-health.ts';
import { MailSourceError } from '../errors.ts';
import type { AppAccessDeps } from '../workflows/check-app-access.ts';
import type { FinishAuthorisationDeps } from '../workflows/finish-authorisation.ts';
import type { RefreshAuthorisationsDeps } from '../workflows/refresh-authorisations.ts';
import { type RenewSubscriptionDeps, renewSubscription } from '../workflows/renew-subscription.ts';
import type { SettingDeps } from '../workflows/settings/setting-deps.ts';
import type { StartAuthorisationDeps } from '../workflows/start-authorisation.ts';
import type { TellAppAccessDeps } from '../workflows/tell-app-access.ts';
import type { Authorising } from './authorising.ts';
import type { Clients } from './clients.ts';

type Parts = {
  settings: Settings;
  clients: Clients;
  authorised: Authorising;
  mailboxes: () => Promise<ReturnType<typeof mailboxStore>>;
  depsFor: (mailbox: GraphMailbox) => Promise<RenewSubscriptionDeps>;
  settingsApi: () => Promise<Pick<SettingDeps, 'store' | 'forget'>>;
};

/** What authorises mailboxes, keeps them so, and checks what the app itself may open. */
export function consenting({ settings, clients, authorised, mailboxes, depsFor, settingsApi }: Parts) {
  const { now, newSecret, store, providers, keeping, access } = authorised;
  const readMailbox = async (mailboxId: string) => (await (await mailboxes()).readMailbox(mailboxId))?.mailbox ?? null;

  const startingAuthorisation = async (): Promise<StartAuthorisationDeps> => ({
    ...(await providers()),
    ...(await store()),
    now,
    newSecret,
    readMailbox,
  });

  const finishingAuthorisation = async (): Promise<FinishAuthorisationDeps> => {
    const [{ amendMailbox }, enqueue, { readMailbox: readState, writeHealth }] = await Promise.all([
      import('../workflows/mailboxes/amend-mailbox.ts'),
      clients.queue('poll-mailbox'),
      mailboxes(),
    ]);
    return {
      ...(await keeping()),
      ...(await providers()),
      readMailbox,
      probe: probeWith(settings, clients),
      async endSubscription(mailbox) {
        if (!isGraphMailbox(mailbox)) return;
        // those of the app's own token, of all its folders
        await renewSubscription(await depsFor(mailbox), { ...mailbox, enabled: false }, 'keep').catch(unlessRefused);
      },
      writeLogin: async (id, login, by) => amendMailbox(await settingsApi(), { id, by }, (mailbox) => ({ ...mailbox, login })),
      async endBackOff(mailboxId) {
        const health = (await readState(mailboxId))?.health;
        if (health) await writeHealth(mailboxId, resumedHealth(health, now()));
      },
      enqueuePoll: (ref) => enqueue([ref]),
    };
  };

  const refreshingAuthorisations = async (): Promise<RefreshAuthorisationsDeps> => ({
    now,
    listMailboxes: (await mailboxes()).listMailboxes,
    readAuthorisation: (await store()).readAuthorisation,
    refresh: (mailbox, login) => access(mailbox, login, true),
  });

  const appAccess = async (): Promise<AppAccessDeps & TellAppAccessDeps> => {
    const [{ reachInbox }, { firstCheckOf }, { identityIn }] = await Promise.all([
      import('../adapters/graph/reach-inbox.ts'),
      import('../adapters/cosmos/app-access-checks.ts'),
      import('../adapters/oauth/identity-in.ts'),
    ]);
    return {
      now,
      readMailbox,
      reach: async (user) => reachInbox(await clients.graph(), user),
      firstCheckOf: firstCheckOf((await clients.partitions()).container('mailboxes')),
      appIdentity: async () => identityIn(await clients.graphToken()),
    };
  };

  return { startingAuthorisation, finishingAuthorisation, refreshingAuthorisations, appAccess };
}

const unlessRefused = (error: unknown): void => {
  if (!(error instanceof MailSourceError)) throw error;
};

/** The poller's own call, by an access token alone. */
const probeWith =
  (settings: Settings, clients: Clients): FinishAuthorisationDeps['probe'] =>
  async (mailbox, _login, { token }) => {
    try {
      if (isGraphMailbox(mailbox)) {
        const [{ readInbox }, graph] = await Promise.all([import('../adapters/graph/reach-inbox.ts'), clients.graphBy(async () => token)]);
        await readInbox(graph, mailbox.user);
      } else await connect(settings, clients, mailbox, token);
      return null;
    } catch (error) {
      if (error instanceof MailSourceError) return error;
      throw error;
    }
  };

async function connect(settings: Settings, { dialer }: Clients, mailbox: Mailbox, accessToken: string): Promise<void> {
  const { connectImap } = await import('../adapters/imap/imap-connection.ts');
  const deps = { mailBytes: settings.MAX_MAIL_BYTES, dialer };
  const connection = await connectImap(ImapMailbox.parse(mailbox), async () => ({ accessToken }), deps);
  await connection.close();
}
