import { ImapMailbox } from '../../shared/domain/mailboxes/mailbox.ts';

/**
 * The mailbox helpdesk@contoso.example on a server of 127.0.0.1, TLS from the first byte unless
 * said otherwise; all mail is taken.
 */
export const imapMailbox = (port: number, more: Partial<ImapMailbox> = {}): ImapMailbox =>
  ImapMailbox.parse({
    kind: 'imap',
    mailboxId: 'helpdesk',
    address: 'helpdesk@contoso.example',
    queueId: 'helpdesk',
    since: null,
    host: '127.0.0.1',
    port,
    user: 'helpdesk@contoso.example',
    login: { method: 'password', secretName: 'helpdesk-password' },
    ...more,
  });
