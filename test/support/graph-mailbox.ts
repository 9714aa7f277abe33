import { GraphMailbox } from '../../shared/domain/mailboxes/mailbox.ts';

/** The mailbox support@contoso.example in Microsoft 365; all mail is taken. */
export const graphMailbox = (more: Partial<GraphMailbox> = {}): GraphMailbox =>
  GraphMailbox.parse({
    kind: 'graph',
    mailboxId: 'support',
    address: 'support@contoso.example',
    queueId: 'support',
    since: null,
    user: 'support@contoso.example',
    ...more,
  });
