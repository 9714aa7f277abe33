import type { Settings } from '../config.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { BrokenSettingError } from '../errors.ts';
import type { MailSender } from '../ports/mail-sender.ts';
import type { Authorising } from './authorising.ts';
import type { Clients } from './clients.ts';

/** A way by which mail of a mailbox leaves: the address it is sent from, and its sender. */
type Channel = { address: string; open(): Promise<MailSender> };

/** The channel of a mailbox. */
export type SenderFor = (mailbox: Mailbox) => Channel;

/**
 * Tells how the mail of a mailbox leaves. A new channel is an adapter, a name in `sendsBy`, and a
 * row.
 */
export function senderOpener(settings: Settings, { acs }: Clients, { now, graphFor }: Authorising): SenderFor {
  const graph = async (mailbox: Mailbox): Promise<MailSender> => {
    const { mailboxId: name } = mailbox;
    const [{ isGraphMailbox }, { graphSender }] = await Promise.all([
      import('../domain/mailboxes/mailbox.ts'),
      import('../adapters/graph/graph-sender.ts'),
    ]);
    if (!isGraphMailbox(mailbox))
      throw new BrokenSettingError({ kind: 'mailbox', name, problem: 'sendsBy: graph is for mailboxes of Microsoft 365' });
    return graphSender(await graphFor(mailbox), mailbox, now);
  };
  const channels: Record<Mailbox['sendsBy'], SenderFor> = {
    // Communication Services sends from its own MailFrom addresses alone, whatever the mailbox
    acs: () => ({ address: settings.ACS_SENDER, open: acs }),
    graph: (mailbox) => ({ address: mailbox.address, open: () => graph(mailbox) }),
  };
  return (mailbox) => channels[mailbox.sendsBy](mailbox);
}
