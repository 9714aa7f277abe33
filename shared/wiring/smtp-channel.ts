import { signInGuard } from '../adapters/net/sign-in-guard.ts';
import { sentFolder } from '../adapters/smtp/sent-folder.ts';
import { smtpSender } from '../adapters/smtp/smtp-sender.ts';
import type { Settings } from '../config.ts';
import type { Credentials } from '../domain/mailboxes/login.ts';
import { EwsMailbox, ImapMailbox, type Mailbox } from '../domain/mailboxes/mailbox.ts';
import { BrokenSettingError } from '../errors.ts';
import type { Authorising } from './authorising.ts';
import type { Clients } from './clients.ts';
import { mailCredentials } from './mail-credentials.ts';

/** Opens the channel by which mail leaves through the SMTP server of a mailbox. */
export function smtpChannel(
  settings: Settings,
  clients: Pick<Clients, 'token' | 'dialer'>,
  authorised: Pick<Authorising, 'access' | 'secretOf'>,
): (mailbox: Mailbox) => ReturnType<typeof smtpSender> {
  const { dialer } = clients;
  const allowPlain = settings.ALLOW_PLAIN_IMAP;
  const credentials = mailCredentials(settings, clients, authorised);
  const guard = signInGuard(Date.now);
  return (mailbox) => {
    const { smtp, mailboxId } = mailbox;
    if (!smtp) throw new BrokenSettingError({ kind: 'mailbox', name: mailboxId, problem: 'smtp: is needed for mail that leaves by smtp' });
    const imap = ImapMailbox.safeParse(mailbox).data ?? null;
    const read = imap?.login ?? EwsMailbox.safeParse(mailbox).data?.login ?? null;
    const login = async (fresh: boolean): Promise<Credentials> => {
      const { login: own } = smtp;
      if (own.method === 'password') return credentials(mailbox, own, fresh);
      if (read) return credentials(mailbox, read, fresh);
      throw new BrokenSettingError({ kind: 'mailbox', name: mailboxId, problem: 'smtp.login: the mailbox has no sign-in for reading' });
    };
    const sent =
      imap &&
      sentFolder(imap, (fresh) => credentials(imap, imap.login, fresh), { mailBytes: settings.MAX_MAIL_BYTES, dialer, allowPlain, guard });
    return smtpSender(smtp, { login, dialer, now: () => new Date(), allowPlain, sent, guard });
  };
}
