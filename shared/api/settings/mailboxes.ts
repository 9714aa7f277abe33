import { mailboxIdFor } from '../../domain/ids.ts';
import { CommonMailbox, Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { ownTokenProblem } from '../../domain/mailboxes/own-token.ts';
import { secretNameOf } from '../../domain/mailboxes/secret-name.ts';
import { secretServerOf } from '../../domain/mailboxes/secret-server.ts';
import { toStoredMailbox, toWantedMailbox } from '../mailbox-mapping.ts';
import { ApiMailbox, MailboxExtras, WantedMailbox } from '../mailboxes.ts';
import { settingRow } from './setting-row.ts';

/**
 * A document has no secrets, and the one that is kept here is for the server and the way of signing
 * in that it was given for. Pure.
 */
function importRefusal(wanted: WantedMailbox, before: Mailbox | null): string | null {
  if ('password' in wanted && wanted.password) return 'password: is not imported; leave it out, and set it by PUT /api/mailboxes/{id}';
  if (wanted.smtp?.password) return 'smtp.password: is not imported; leave it out, and set it by PUT /api/mailboxes/{id}';
  if (before === null) return null;
  const known = Mailbox.parse(before);
  const method = toWantedMailbox(known).login?.method;
  const kept = known.kind === 'graph' && wanted.login === undefined;
  const { smtp } = wanted;
  if (smtp && (known.smtp?.host !== smtp.host || known.smtp.login.method !== smtp.login.method))
    return 'smtp: the secret kept here is for another server or way of signing in; set it by PUT /api/mailboxes/{id}';
  if (secretServerOf(known) === secretServerOf({ ...wanted, kind: wanted.provider }) && (kept || method === wanted.login?.method))
    return null;
  return 'provider, host, url, login: the secret kept here is for another server or way of signing in; set them by PUT /api/mailboxes/{id}';
}

/** Connected mailboxes. Their secrets, and how they do, are no part of the item. */
export const mailboxRow = settingRow<Mailbox, WantedMailbox>({
  kind: 'mailboxes',
  one: 'mailbox',
  many: 'mailboxes',
  stored: 'mailbox',
  input: WantedMailbox,
  extras: MailboxExtras,
  shown: ApiMailbox,
  id: CommonMailbox.shape.mailboxId,
  newId: ({ address }, attempt) => (attempt === 0 ? mailboxIdFor(address) : null),
  idOf: ({ mailboxId }) => mailboxId,
  nameOf: ({ address }) => address,
  toInput: toWantedMailbox,
  toExtras: () => ({}),
  fromInput: toStoredMailbox,
  secretOf: secretNameOf,
  importRefusal,
  // another installation may still read it, and its secret is not here
  asImported: (mailbox) => ({ ...mailbox, enabled: false }),
  unique: ({ address, aliases }) => ({ address: [address, ...aliases] }),
  namesKinds: ['queues'],
  references: ({ queueId }) => [{ field: 'queueId', kind: 'queues', id: queueId }],
  refusal: (wanted) => ownTokenProblem(wanted),
});
