import { settingKinds } from '../adapters/cosmos/setting-kinds.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import { BrokenSettingError } from '../errors.ts';
import type { MailboxSettings } from '../workflows/read-facts.ts';
import type { CompileRules } from './compile-rules.ts';

/**
 * What an admin has set that concerns the mails of a mailbox; null when no such mailbox is
 * connected.
 *
 * @throws BrokenSettingError when something of it can't be read: these mails wait.
 */
export function mailboxSettings(settings: AdminSettings, mailboxId: string, compile: CompileRules): MailboxSettings | null {
  const { ownAddresses, blockedSenders, clientDomains } = settings;
  const mailbox = settings.mailboxes.get(mailboxId);
  if (!mailbox) return null;
  const queue = settings.queues.get(mailbox.queueId);
  if (!queue)
    throw new BrokenSettingError({ kind: 'mailbox', name: mailboxId, problem: `queueId: there is no queue "${mailbox.queueId}"` });
  return {
    ...{ mailbox, queue, policy: settings.policy(), ownAddresses, blockedSenders, clientDomains },
    technicians: [...settings.items(settingKinds.technician).values.values()],
    rules: () => compile(settings.items(settingKinds.rule)),
    queueOf: (queueId) => settings.queues.get(queueId),
    clientOf(clientId) {
      const client = settings.items(settingKinds.client).get(clientId);
      return client && { id: client.clientId, name: client.name };
    },
  };
}
