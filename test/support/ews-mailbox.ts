import { EwsMailbox } from '../../shared/domain/mailboxes/mailbox.ts';

/** The mailbox exchange@contoso.example on an Exchange server; all mail is taken. */
export const ewsMailbox = (url: string | null, more: Partial<EwsMailbox> = {}): EwsMailbox =>
  EwsMailbox.parse({
    kind: 'ews',
    mailboxId: 'exchange',
    address: 'exchange@contoso.example',
    queueId: 'support',
    since: null,
    url,
    user: 'CONTOSO\\exchange',
    login: { method: 'password', secretName: 'ews-exchange' },
    ...more,
  });
