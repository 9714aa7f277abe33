import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../local/cloud/certificates.ts';
import { type Cosmos, startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import { blobStore } from '../../shared/adapters/storage/blobs.ts';
import { queueWriter } from '../../shared/adapters/storage/queues.ts';
import { MailRef, parseQueueItem } from '../../shared/domain/queue-items.ts';
import type { MailSetAside } from '../../shared/workflows/fetch-mails.ts';
import { type PollMailboxDeps, pollMailbox } from '../../shared/workflows/poll-mailbox.ts';
import { aMail } from '../support/a-mail.ts';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';
import { seedCosmos } from '../support/seed-cosmos.ts';

const user = 'helpdesk@contoso.example';
const password = 'local-password';
const mailBytes = 200_000;

describe.runIf(isDovecotInstalled())('polling a Dovecot mailbox into Azurite and the Cosmos stand-in', () => {
  let folder: string;
  let certificates: Certificates;
  let dovecot: Dovecot;
  let proxy: CuttingProxy;
  let azurite: Azurite;
  let cosmos: Cosmos;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
    certificates = await makeCertificates(folder);
    [dovecot, azurite, cosmos] = await Promise.all([
      startDovecot({ ...certificates, users: { [user]: password } }),
      startAzurite(),
      startCosmos({ file: join(folder, 'cosmos.sqlite') }),
    ]);
    proxy = await startCuttingProxy(dovecot.imapsPort);
    await seedCosmos({
      cosmos: { endpoint: cosmos.endpoint, key: cosmos.key, database: 'psa-email' },
      imap: { host: '127.0.0.1', port: proxy.port, user, secretName: 'unused' },
    });
    await BlobServiceClient.fromConnectionString(azurite.connectionString).createContainer('raw-mail');
    for (const name of ['inbound-mail', 'poll-mailbox'])
      await QueueServiceClient.fromConnectionString(azurite.connectionString).createQueue(name);
  });
  afterAll(async () => {
    await proxy?.stop();
    await Promise.all([dovecot?.stop(), azurite?.stop(), cosmos?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const setAside: MailSetAside[] = [];
  let now = new Date();
  /** What a functions process that just started has. */
  function deps(): PollMailboxDeps {
    const queues = QueueServiceClient.fromConnectionString(azurite.connectionString);
    const store = mailboxStore(
      openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false }).container('mailboxes'),
      () => now,
      expect.fail,
    );
    const mailbox = imapMailbox(proxy.port, { afterIntake: { action: 'mark-seen' } });
    return {
      ...store,
      now: () => now,
      mailBytes,
      openSource: async () =>
        imapSource(mailbox, async () => ({ password }), { mailBytes, dialer: loopbackDialer, certificateAuthority: certificates.ca }),
      knownRemoteIds: async () => new Map(),
      stageRaw: blobStore(BlobServiceClient.fromConnectionString(azurite.connectionString)).stageRaw,
      enqueueMails: queueWriter(queues, 'inbound-mail'),
      enqueuePoll: (ref) => queueWriter(queues, 'poll-mailbox')([ref]),
      recordSetAside: async (mail) => void setAside.push(mail),
      renewSubscription: async () => expect.fail('an IMAP mailbox has no subscription'),
    };
  }
  const poll = (more: Partial<PollMailboxDeps> = {}) =>
    pollMailbox({ ...deps(), ...more }, { mailboxId: 'helpdesk', scheduledAt: now.toISOString(), subscription: 'keep' });

  /** Everything in the queue, as the host hands it to ingest. */
  async function queued(): Promise<MailRef[]> {
    const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('inbound-mail');
    const refs: MailRef[] = [];
    for (;;) {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
      if (receivedMessageItems.length === 0) return refs;
      refs.push(
        ...receivedMessageItems.map(({ messageText }) =>
          parseQueueItem(MailRef, JSON.parse(Buffer.from(messageText, 'base64').toString())),
        ),
      );
    }
  }

  it('loses no mail, whatever breaks on the way', async () => {
    const mails = Array.from({ length: 45 }, (_, n) => aMail({ subject: `number ${n + 1}`, messageId: `<${n + 1}@fabrikam.example>` }));
    mails.splice(20, 0, aMail({ subject: 'too large', text: 'x'.repeat(mailBytes) }));
    for (const mail of mails) await dovecot.deliver(user, mail);

    // the process dies between the queue and the cursor
    const dying = { writeCursor: () => Promise.reject(new Error('killed')) };
    await expect(poll(dying)).rejects.toThrow('killed');
    // the network breaks in the middle
    proxy.cutAfter = 25_000;
    expect(await poll()).toMatchObject({ kind: 'polled', read: { kind: 'failed', error: expect.stringContaining('unreachable') } });
    proxy.cutAfter = Number.POSITIVE_INFINITY;
    now = new Date(now.getTime() + 31_000);
    expect(await poll()).toMatchObject({ kind: 'polled', read: { kind: 'read', note: null }, left: false });

    const refs = await queued();
    const blobs = blobStore(BlobServiceClient.fromConnectionString(azurite.connectionString));
    const staged = new Map(
      await Promise.all(refs.map(async ({ remoteId, rawBlob }) => [remoteId, await blobs.rawMail(rawBlob ?? '')] as const)),
    );
    const expected = mails.filter((mail) => mail.length <= mailBytes).map((mail) => Buffer.from(mail).toString());
    expect([...staged.values()].map(String).toSorted()).toEqual(expected.toSorted());
    // those whose poll was killed came twice, under the same id and the same blob
    expect(refs.length).toBe(55);
    expect(setAside).toMatchObject([{ remoteId: expect.stringMatching(/\.21$/), why: 'too-large' }]);
    expect(await deps().readMailbox('helpdesk')).toMatchObject({
      cursor: { kind: 'imap', token: expect.stringMatching(/\.46$/) },
      health: { failures: 0 },
    });
  });

  it('takes everything in once more after the server has numbered its mails anew, into the same blobs', async () => {
    await dovecot.renumber(user);
    await dovecot.deliver(user, aMail({ subject: 'after the restore' }));
    now = new Date(now.getTime() + 31_000);
    expect(await poll()).toMatchObject({ read: { kind: 'read', mails: 46 } });
    const blobs = new Set<string>();
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('raw-mail');
    for await (const { name } of container.listBlobsFlat()) blobs.add(name);
    expect(blobs.size).toBe(46);
  });
});
