import { keptSecrets } from '../adapters/key-vault/kept-secrets.ts';
import { keyVaultSecrets } from '../adapters/key-vault/secret-store.ts';
import { credentialsFor } from '../adapters/oauth/credentials-for.ts';
import type { Settings } from '../config.ts';
import type { GraphMailbox, ImapMailbox, Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { MailSource } from '../ports/mail-source.ts';
import type { Clients } from './clients.ts';

/** The mailboxes of each kind. */
type MailboxKinds = { graph: GraphMailbox; imap: ImapMailbox };
type Openers = { [Kind in Mailbox['kind']]: (mailbox: MailboxKinds[Kind]) => Promise<MailSource> };
type MailboxOf<Kind extends Mailbox['kind']> = { [One in Kind]: MailboxKinds[One] & { kind: One } }[Kind];

/** Opens a mailbox's source by its kind. Throws MailSourceError when its secret can't be had. */
export function sourceOpener(settings: Settings, { graph, secrets, token }: Clients): (mailbox: Mailbox) => Promise<MailSource> {
  const credentials = credentialsFor({ secretOf: keptSecrets(keyVaultSecrets(secrets), Date.now), token, now: Date.now });
  // one row a kind; an adapter is loaded when its first mailbox is opened
  const openers: Openers = {
    async graph(mailbox) {
      const { graphSource } = await import('../adapters/graph/graph-source.ts');
      return graphSource(mailbox, await graph(), settings.MAX_MAIL_BYTES);
    },
    async imap(mailbox) {
      const { imapSource } = await import('../adapters/imap/imap-source.ts');
      return imapSource(mailbox, (fresh) => credentials(mailbox.login, fresh), { mailBytes: settings.MAX_MAIL_BYTES });
    },
  };
  const open = <Kind extends Mailbox['kind']>(mailbox: MailboxOf<Kind>) => openers[mailbox.kind](mailbox);
  return (mailbox) => open(mailbox);
}
