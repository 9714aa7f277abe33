import { keptSecrets } from '../adapters/key-vault/kept-secrets.ts';
import { keyVaultSecrets } from '../adapters/key-vault/secret-store.ts';
import { credentialsFor } from '../adapters/oauth/credentials-for.ts';
import type { Settings } from '../config.ts';
import { GraphMailbox, ImapMailbox } from '../domain/mailboxes/mailbox.ts';
import type { Clients } from './clients.ts';
import { type SourceKinds, sourceKind } from './source-kind.ts';

/** The kinds of sources: a new one is an adapter, a row here, and its schema in mailbox.ts. */
export function sourceKinds(settings: Settings, { graph, secrets, token }: Clients): SourceKinds {
  const mailBytes = settings.MAX_MAIL_BYTES;
  const credentials = credentialsFor({ secretOf: keptSecrets(keyVaultSecrets(secrets), Date.now), token, now: Date.now });
  // an adapter is loaded when its first mailbox is opened
  return new Map([
    [
      'graph',
      sourceKind(GraphMailbox, async (mailbox) => {
        const { graphSource } = await import('../adapters/graph/graph-source.ts');
        return graphSource(mailbox, await graph(), mailBytes);
      }),
    ],
    [
      'imap',
      sourceKind(ImapMailbox, async (mailbox) => {
        const { imapSource } = await import('../adapters/imap/imap-source.ts');
        return imapSource(mailbox, (fresh) => credentials(mailbox.login, fresh), { mailBytes });
      }),
    ],
  ]);
}
