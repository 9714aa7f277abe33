import { mailboxIdFor } from '../../domain/ids.ts';
import { CommonMailbox, type Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { ownTokenProblem } from '../../domain/mailboxes/own-token.ts';
import { toStoredMailbox, toWantedMailbox } from '../mailbox-mapping.ts';
import { ApiMailbox, MailboxExtras, WantedMailbox } from '../mailboxes.ts';
import { settingRow } from './setting-row.ts';

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
  unique: ({ address, aliases }) => ({ address: [address, ...aliases] }),
  namesKinds: ['queues'],
  references: ({ queueId }) => [{ field: 'queueId', kind: 'queues', id: queueId }],
  refusal: (wanted) => ownTokenProblem(wanted),
});
