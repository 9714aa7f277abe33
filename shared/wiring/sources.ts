import { keptSecrets } from '../adapters/key-vault/kept-secrets.ts';
import type { Settings } from '../config.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../errors.ts';
import type { MailSource } from '../ports/mail-source.ts';
import type { Clients } from './clients.ts';

/** Opens a mailbox's source by its kind. Throws MailSourceError when its secret can't be had. */
export function sourceOpener(settings: Settings, { graph, secrets, token }: Clients): (mailbox: Mailbox) => Promise<MailSource> {
  const secretOf = keptSecrets(secrets, Date.now);
  return async (mailbox) => {
    if (mailbox.kind === 'graph') {
      const { graphSource } = await import('../adapters/graph/graph-source.ts');
      return graphSource(mailbox, await graph(), settings.MAX_MAIL_BYTES);
    }
    const { imapSource } = await import('../adapters/imap/imap-source.ts');
    const { login } = mailbox;
    const credentials = async (fresh: boolean) => {
      if (login.method === 'oauth') return { accessToken: await token(login.scope) };
      const password = await secretOf(login.secretName, fresh).catch((error: unknown) => {
        throw new MailSourceError('login-refused', `Key Vault does not hand over secret ${login.secretName}: ${nameOf(error)}`);
      });
      return { password };
    };
    return imapSource(mailbox, credentials, { mailBytes: settings.MAX_MAIL_BYTES });
  };
}

const nameOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unreachable';
