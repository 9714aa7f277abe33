import { ClientDomain, domainKey } from '../../domain/contacts/contact.ts';
import { blockIdFor } from '../../domain/ids.ts';
import { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { Rule } from '../../domain/rules/rule.ts';
import { BlockedSender } from '../../domain/settings/blocked-sender.ts';
import { ClientSetting } from '../../domain/settings/client-setting.ts';
import { Policy } from '../../domain/settings/policy.ts';
import { Technician } from '../../domain/settings/technician.ts';
import { TicketQueue } from '../../domain/settings/ticket-queue.ts';
import { Signature } from '../../domain/templates/signature.ts';
import { Template, templateIdOf } from '../../domain/templates/template.ts';
import { settingKind } from './setting-kind.ts';

/** All kinds of settings; a new one is a schema and a row. */
export const settingKinds = {
  queue: settingKind({ kind: 'queue', container: 'settings', schema: TicketQueue, nameOf: ({ queueId }) => queueId }),
  policy: settingKind({ kind: 'policy', container: 'settings', schema: Policy, nameOf: () => 'policy' }),
  blockedSender: settingKind({
    kind: 'blocked-sender',
    container: 'settings',
    schema: BlockedSender,
    nameOf: ({ entry }) => blockIdFor(entry),
  }),
  rule: settingKind({ kind: 'rule', container: 'settings', schema: Rule, nameOf: ({ ruleId }) => ruleId }),
  mailbox: settingKind({ kind: 'mailbox', container: 'mailboxes', schema: Mailbox, nameOf: ({ mailboxId }) => mailboxId }),
  client: settingKind({ kind: 'client', container: 'settings', schema: ClientSetting, nameOf: ({ clientId }) => clientId }),
  technician: settingKind({
    kind: 'technician',
    container: 'settings',
    schema: Technician,
    nameOf: ({ technicianId }) => technicianId,
  }),
  /** Those that come with the program are not stored. */
  template: settingKind({
    kind: 'template',
    container: 'settings',
    schema: Template,
    nameOf: (template: Template) => templateIdOf(template),
  }),
  signature: settingKind({ kind: 'signature', container: 'settings', schema: Signature, nameOf: ({ signatureId }) => signatureId }),
  /** A domain of a client, as they were kept before clients were items of their own. */
  clientDomain: settingKind({
    kind: 'client-domain',
    container: 'contacts',
    schema: ClientDomain,
    nameOf: ({ domain }) => domainKey(domain),
  }),
};
