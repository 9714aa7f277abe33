import type { Cosmos } from '../../local/cosmos/start-cosmos.ts';
import { mailCounter } from '../../shared/adapters/cosmos/mail-counts.ts';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { watchStore } from '../../shared/adapters/cosmos/watch-store.ts';
import type { OutgoingMail } from '../../shared/domain/mail/outgoing-mail.ts';
import type { MailboxHealth } from '../../shared/domain/mailboxes/mailbox.ts';
import { type MailboxRead, mailboxHealth } from '../../shared/domain/mailboxes/mailbox-health.ts';
import { mailboxStatus } from '../../shared/domain/mailboxes/mailbox-status.ts';
import { MailSenderError } from '../../shared/errors.ts';
import { type WatchDeps, watchMailboxes } from '../../shared/workflows/watch-mailboxes.ts';
import { seedCosmos } from '../support/seed-cosmos.ts';
import { Killed } from './a-polled-mailbox.ts';

export const start = Date.parse('2026-11-02T12:00:00Z');
export const admin = 'admin@contoso.example';

let installations = 0;

/** An installation with the mailboxes `support` (Graph) and `helpdesk` (IMAP, by password). */
export async function aWatchedInstallation(cosmos: Cosmos) {
  installations += 1;
  const name = `installation-${installations}`;
  const imap = { host: '127.0.0.1', port: 993, user: 'helpdesk@contoso.example', secretName: 'helpdesk' };
  await seedCosmos({ cosmos: { ...cosmos, database: name }, imap });
  const database = openDatabase(cosmos.endpoint, name, { key: cosmos.key }, { withinPartitions: false });
  const container = database.container('mailboxes');
  const store = watchStore(container);
  const world = {
    minute: 0,
    addresses: [admin],
    /** What has left, by operation id. */
    sent: new Map<string, OutgoingMail>(),
    isOut: false,
    /** Whose mail the channel can not take now. */
    isOutFor: null as string | null,
    lookUps: [] as string[],
    broken: [] as { kind: string; name: string; problem: string }[],
    /** When a secret of Key Vault ends, by its name. */
    secretEnds: new Map<string, string>(),
    /** The process is killed with its step of this number, counted from now on. */
    killAfter: Number.POSITIVE_INFINITY,
  };
  const now = () => new Date(start + world.minute * 60_000);
  const mailboxes = mailboxStore(container, now, (problem) => {
    throw new Error(problem);
  });
  const step = async <T>(name: string, done: Promise<T>): Promise<T> => {
    const value = await done;
    world.killAfter -= 1;
    if (world.killAfter === 0) throw new Killed(name);
    return value;
  };
  const deps: WatchDeps = {
    now,
    readWatched: store.readWatched,
    writeBook: (book, etag) => step('book', store.writeBook(book, etag)),
    writeWatch: (mailboxId, watch, etag) => step('watch', store.writeWatch(mailboxId, watch, etag)),
    countMails: mailCounter(database.container('tickets')),
    brokenSettings: async () => world.broken,
    senderDomainOf: () => 'contoso.example',
    async lookUpSender(domain) {
      world.lookUps.push(domain);
      return { domain, checkedAt: now().toISOString(), spf: 'found', dkim: 'found', dmarc: 'missing' };
    },
    ownSecrets: { microsoft: 'own-app', google: null },
    async lookUpSecret(name) {
      const at = world.secretEnds.get(name);
      const end = at === undefined ? ({ known: false, why: 'no-date' } as const) : ({ known: true, at } as const);
      return { name, checkedAt: now().toISOString(), kind: 'secret', end };
    },
    alertAddresses: async () => world.addresses,
    senderAddress: 'no-reply@contoso.example',
    linkTo: (mailboxId) => `https://app.example/api/mailboxes/${mailboxId}`,
    async send(mail) {
      if (world.isOut || world.isOutFor === mail.to.address) throw new MailSenderError('429', { retryAfterMs: null });
      world.sent.set(mail.operationId, mail);
      return step('send', Promise.resolve({ kind: 'accepted' }));
    },
  };
  return Object.assign(world, {
    deps,
    container,
    tickets: database.container('tickets'),
    look: () => watchMailboxes(deps),
    async looks(from: number, until: number) {
      for (world.minute = from; world.minute < until; world.minute += 5) await watchMailboxes(deps);
    },
    subjects: () => [...world.sent.values()].map(({ subject }) => subject),
    async polled(read: MailboxRead, mailboxId = 'helpdesk') {
      const state = await mailboxes.readMailbox(mailboxId);
      await mailboxes.writeHealth(mailboxId, mailboxHealth(state?.health ?? null, read, now()));
    },
    async change(how: (health: MailboxHealth) => MailboxHealth, mailboxId = 'helpdesk') {
      const health = (await mailboxes.readMailbox(mailboxId))?.health;
      if (health) await mailboxes.writeHealth(mailboxId, how(health));
    },
    status: async (mailboxId = 'helpdesk') => {
      const state = await mailboxes.readMailbox(mailboxId);
      return state && mailboxStatus(state, now());
    },
  });
}
