import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import { settingKind } from '../../shared/adapters/cosmos/setting-kind.ts';
import { settingsStore } from '../../shared/adapters/cosmos/settings-store.ts';
import { GraphMailbox, ImapMailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { type MailRef, pollRef } from '../../shared/domain/queue-items.ts';
import { type SourceKinds, sourceKind, sourceOpener } from '../../shared/wiring/source-kind.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { type PollMailboxDeps, pollMailbox } from '../../shared/workflows/poll-mailbox.ts';
import { mailSourceContract } from '../adapters/mail-source-contract.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { entriesOf, SpoolMailbox, spoolSource } from './spool-source.ts';

/**
 * What a new source of mail takes: spool-source.ts, its schema among those of mailboxes, and a row
 * in the table of sources. It is polled and ingested by the existing workflows.
 */

const mailBytes = 100_000;
/** The row: in `sourceKinds` of `shared/wiring/sources.ts`. */
const kinds: SourceKinds = new Map([['spool', sourceKind(SpoolMailbox, async (mailbox) => spoolSource(mailbox, mailBytes))]]);
/** The schema: in `Mailbox` of `shared/domain/mailboxes/mailbox.ts`. */
const mailboxes = settingKind({
  kind: 'mailbox',
  container: 'mailboxes',
  schema: z.discriminatedUnion('kind', [GraphMailbox, ImapMailbox, SpoolMailbox]),
  nameOf: ({ mailboxId }) => mailboxId,
});

/** A spool, and the program that puts mails into it. */
async function aSpool() {
  const path = await mkdtemp(join(tmpdir(), 'psa-spool-'));
  let count = 0;
  const clear = async () => {
    await rm(path, { recursive: true, force: true });
    await mkdir(join(path, 'new'), { recursive: true });
  };
  await clear();
  return {
    path,
    clear,
    deliver: (raw: Uint8Array) => writeFile(join(path, 'new', `${++count}.eml`), raw),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

mailSourceContract('a spool', async () => {
  const spool = await aSpool();
  const mailbox = SpoolMailbox.parse({
    kind: 'spool',
    mailboxId: 'spool',
    address: 'spool@contoso.example',
    queueId: 'support',
    path: spool.path,
  });
  return {
    ...spool,
    reset: spool.clear,
    open: () => spoolSource(mailbox, mailBytes),
    async find(subject) {
      for (const folder of ['new', 'Taken in'])
        for (const { remoteId, file } of await entriesOf(join(spool.path, folder))) {
          const raw = await spoolSource({ ...mailbox, folder }, 1_000_000).rawMail(remoteId);
          if (Buffer.from(raw ?? []).includes(`Subject: ${subject}\r\n`)) return { folder, seen: file.endsWith('.seen.eml') };
        }
      return null;
    },
    unknownId: async () => '999999',
    stop: spool.remove,
  };
});

describe('a mailbox of the new kind', () => {
  let deployment: Deployment;
  let spool: Awaited<ReturnType<typeof aSpool>>;
  const now = new Date();
  beforeAll(async () => {
    [deployment, spool] = await Promise.all([aDeployment(), aSpool()]);
    const mailbox = {
      kind: 'spool',
      mailboxId: 'spool',
      address: 'spool@contoso.example',
      queueId: 'support',
      path: spool.path,
      since: null,
    };
    await settingsStore(mailboxes, deployment.mailboxes, () => now).create(mailboxes.schema.parse(mailbox), 'an admin');
  });
  afterAll(() => Promise.all([deployment.stop(), spool.remove()]));

  async function poll() {
    const queued: MailRef[] = [];
    const ingest = deployment.ingest();
    const deps: PollMailboxDeps = {
      ...mailboxStore(deployment.mailboxes, () => now, expect.fail, mailboxes),
      now: () => now,
      mailBytes,
      openSource: sourceOpener(kinds),
      stageRaw: ingest.stageRaw,
      knownRemoteIds: deployment.store().knownRemoteIds,
      enqueueMails: async (refs) => void queued.push(...refs),
      enqueuePoll: async () => expect.fail('there is no more to read'),
      recordSetAside: async () => expect.fail('no mail is set aside'),
      renewSubscription: async () => expect.fail('a spool announces nothing'),
    };
    return { result: await pollMailbox(deps, pollRef('spool', now)), queued };
  }

  test('is read from where the last poll was; each mail is kept and queued', async () => {
    await spool.deliver(aMail({ subject: 'one', messageId: '<one@fabrikam.example>' }));
    expect(await poll()).toMatchObject({ result: { kind: 'polled', read: { kind: 'read', mails: 1 } }, queued: [{ remoteId: '1' }] });
    await spool.deliver(aMail({ subject: 'two', messageId: '<two@fabrikam.example>' }));
    expect((await poll()).queued.map(({ remoteId }) => remoteId)).toEqual(['2']);
    expect((await poll()).queued).toEqual([]);
  });

  test('gives its mails to the same ingest as every source', async () => {
    await spool.deliver(aMail({ subject: 'three', messageId: '<three@fabrikam.example>' }));
    const [ref] = (await poll()).queued;
    const state = await mailboxStore(deployment.mailboxes, () => now, expect.fail, mailboxes).readMailbox('spool');
    const support = await deployment.ingest().settingsOf('support');
    if (!ref || !state || !support) throw new Error('nothing was queued');
    const { mailbox } = state;
    const ingest = {
      ...deployment.ingest(),
      settingsOf: async () => ({ ...support, mailbox }),
      rawMail: async ({ remoteId }: MailRef) => (await sourceOpener(kinds)(mailbox)).rawMail(remoteId),
    };
    const { trace } = await ingestMail({ ...ingest, rawMail: (_, one) => ingest.rawMail(one) }, ref, 1);
    expect(trace).toMatchObject({ outcome: 'ticket', mailboxId: 'spool', rawBlob: ref.rawBlob });
  });

  test('of a kind without a row cannot be opened, and the error says so', async () => {
    const mailbox = SpoolMailbox.parse({ kind: 'spool', mailboxId: 'x', address: 'x@contoso.example', queueId: 'support', path: '/' });
    await expect(sourceOpener(kinds)({ ...mailbox, kind: 'pigeon' })).rejects.toThrow(
      'kind: "pigeon" is no kind of mailbox; it can be spool',
    );
  });
});
