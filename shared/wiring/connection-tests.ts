import { randomBytes } from 'node:crypto';
import type { ConnectionTestStore } from '../adapters/cosmos/connection-tests.ts';
import { keptSecrets } from '../adapters/key-vault/kept-secrets.ts';
import { keyVaultSecrets } from '../adapters/key-vault/secret-store.ts';
import type { Settings } from '../config.ts';
import { base32 } from '../domain/ids.ts';
import type { ConnectionTestDeps } from '../workflows/connection-test-deps.ts';
import type { MailboxJobKind } from '../workflows/run-mailbox-job.ts';
import type { SettingDeps } from '../workflows/settings/setting-deps.ts';
import type { StartTestDeps } from '../workflows/start-connection-test.ts';
import type { Authorising } from './authorising.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';
import type { SenderFor } from './senders.ts';
import { sourceOpener } from './source-kind.ts';

type Parts = {
  clients: Clients;
  authorised: Authorising;
  store: () => Promise<ConnectionTestStore>;
  senderFor: SenderFor;
  settingsApi: () => Promise<Pick<SettingDeps, 'store' | 'forget'>>;
  now: () => Date;
};

/** A name is looked up without its port: that is another step. */
const anyMailPort = 443;

/** What tests the connections of mailboxes. */
export function connectionTesting(settings: Settings, { clients, authorised, store, senderFor, settingsApi, now }: Parts) {
  const { dialer, database, secrets, queue } = clients;
  const vault = keyVaultSecrets(secrets);
  const webhookUrl = new URL('/api/graph/notifications', settings.PUBLIC_URL).href;
  // the schemas of all settings are a good part of what a process would do at its start
  const mailboxes = once(async () => {
    const [{ settingKinds }, { settingsStore }] = await Promise.all([
      import('../adapters/cosmos/setting-kinds.ts'),
      import('../adapters/cosmos/settings-store.ts'),
    ]);
    return settingsStore(settingKinds.mailbox, (await database()).container('mailboxes'), now);
  });
  const mailboxOf = async (mailboxId: string) => (await (await mailboxes()).read(mailboxId))?.value ?? null;
  const enqueueJob: ConnectionTestDeps['enqueueJob'] = async (job, afterMs) => (await queue('mailbox-jobs'))([job], afterMs);
  const random = (characters: number) => base32(randomBytes(characters), characters);
  const probe = once(() => import('../adapters/net/probe.ts'));

  const connectionTests = once(
    async (): Promise<ConnectionTestDeps> => ({
      ...(await store()),
      now,
      mailboxOf,
      // nothing that others keep: secrets are as they are now, and no refused sign-in is remembered
      async openSource(mailbox) {
        const { sourceKinds } = await import('./sources.ts');
        return sourceOpener(sourceKinds(settings, clients, { ...authorised, secretOf: keptSecrets(vault, Date.now) }))(mailbox);
      },
      webhookUrl,
      enqueueJob,
      countAddresses: async ({ host }) => (await dialer.resolve(host, anyMailPort)).length,
      openPort: async (server, signal) => (await probe()).probePort(dialer, server, signal),
      agreeOnTls: async (server, signal) => (await probe()).probeTls(dialer, server, signal),
      callWebhook: async (token) => (await import('../adapters/http/call-webhook.ts')).callWebhook(webhookUrl, token),
      senderAddress: (mailbox) => senderFor(mailbox).address,
      send: async (mailbox, mail) => (await senderFor(mailbox).open()).send(mail),
      async signInToSend(mailbox) {
        const { smtpChannel } = await import('./smtp-channel.ts');
        return smtpChannel(settings, clients, { ...authorised, secretOf: keptSecrets(vault, Date.now) })(mailbox).signIn(mailbox.address);
      },
      randomSecret: () => random(32),
      removeSecret: vault.remove,
      enqueuePoll: async (ref) => (await queue('poll-mailbox'))([ref]),
      async setPlusAddressing(mailboxId, plusAddressing) {
        const { amendMailbox } = await import('../workflows/mailboxes/amend-mailbox.ts');
        const found = { id: mailboxId, by: 'connection test' };
        await amendMailbox(await settingsApi(), found, (mailbox) => ({ ...mailbox, plusAddressing }));
      },
    }),
  );

  const startingTests = once(
    async (): Promise<StartTestDeps> => ({
      ...(await store()),
      now,
      enqueueJob,
      newTestId: () => random(26),
      isMailbox: async (mailboxId) => (await mailboxOf(mailboxId)) !== null,
      allowPlain: settings.ALLOW_PLAIN_IMAP,
      writeSecret: vault.write,
      removeSecret: vault.remove,
    }),
  );

  /** The row of the table of jobs. */
  const connectionTestJob: MailboxJobKind = {
    async run(testId) {
      const { runConnectionTest } = await import('../workflows/run-connection-test.ts');
      await runConnectionTest(await connectionTests(), testId);
    },
    async giveUp(testId) {
      const { endConnectionTest } = await import('../workflows/run-connection-test.ts');
      const deps = await connectionTests();
      const test = await deps.readTest(testId);
      if (test) await endConnectionTest(deps, test);
    },
  };

  return { connectionTests, startingTests, connectionTestJob };
}
