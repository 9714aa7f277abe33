import { mailboxRest } from '../../shared/adapters/cosmos/mailbox-rest.ts';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import type { PollRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { connectMailbox } from '../../shared/workflows/mailboxes/connect-mailbox.ts';
import type { MailboxAdminDeps } from '../../shared/workflows/mailboxes/mailbox-admin-deps.ts';
import type { aSettingsApi } from '../support/a-settings-api.ts';

export const by = 'Ada';
let count = 0;
export const imap = (more: object = {}) => ({
  address: `sales${++count}@contoso.example`,
  provider: 'imap',
  queueId: 'support',
  host: 'mail.contoso.example',
  user: 'sales',
  password: 'secret-1',
  ...more,
});

/** What the API works with; Key Vault and the queue of polls are lists, Graph counts. */
export function anAdmin(api: Awaited<ReturnType<typeof aSettingsApi>>) {
  const world = {
    secrets: new Map<string, string>(),
    polls: [] as PollRef[],
    ended: [] as string[],
    graphIsOut: false,
    /** Dies before the write of this name. */
    diesBefore: '',
  };
  const step = (name: string) => {
    if (world.diesBefore === name) throw new Error(`killed before ${name}`);
  };
  const store = mailboxStore(
    api.database.container('mailboxes'),
    () => new Date(),
    () => {},
  );
  const rest = mailboxRest(api.database.container('mailboxes'));
  const deps: MailboxAdminDeps = {
    ...api.deps,
    readMailbox: store.readMailbox,
    listMailboxes: store.listMailboxes,
    writeHealth: store.writeHealth,
    secrets: {
      write: async (name, value) => void world.secrets.set(name, value),
      async remove(name) {
        step('secret');
        world.secrets.delete(name);
      },
    },
    allowPlainImap: false,
    async enqueuePoll(ref) {
      step('poll');
      world.polls.push(ref);
    },
    async endSubscription({ mailboxId }, stored) {
      if (world.graphIsOut) throw new MailSourceError('unreachable', 'no route to Graph');
      if (await store.writeSubscription(mailboxId, null, stored)) world.ended.push(mailboxId);
    },
    ...rest,
    async removeRest(id) {
      step('rest');
      await rest.removeRest(id);
    },
  };
  return Object.assign(world, { deps, store, connect: (body: object) => connectMailbox(deps, body, by) });
}

/** How work is refused, or that it is done. */
export const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    ({ status, message }) => `${status} ${message}`,
  );
export const graph = (more: object = {}) => ({ address: `team${++count}@contoso.example`, provider: 'graph', queueId: 'support', ...more });
export const subscription = (mailboxId: string) => ({
  subscriptionId: `of ${mailboxId}`,
  resource: '/users/team/messages',
  expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  clientStateSha256: mailboxId,
  notificationUrl: 'https://psa.contoso.example/api/graph/notifications',
});
/** Of a mailbox that failed. */
export const health = {
  lastPolledAt: '2026-11-02T09:00:00.000Z',
  lastMailAt: '2026-11-02T08:00:00.000Z',
  failures: 3,
  lastError: 'login-refused: wrong password',
  retryAt: '2099-01-01T00:00:00.000Z',
  stuckOn: null,
};
