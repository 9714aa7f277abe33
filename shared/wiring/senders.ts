import { acsLimits } from '../adapters/acs/acs-limits.ts';
import type { Settings } from '../config.ts';
import type { ChannelLimits } from '../domain/mail/channel-limits.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { Pace } from '../domain/notifications/pace.ts';
import { BrokenSettingError, MailSenderError } from '../errors.ts';
import type { MailSender } from '../ports/mail-sender.ts';
import type { Authorising } from './authorising.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';

/**
 * A way by which mail of a mailbox leaves: what counts its mails by name, the address it is sent
 * from, what it takes of files, how many mails it takes, and its sender.
 */
export type Channel = { name: string; address: string; limits: ChannelLimits; pace: Pace; open(): Promise<MailSender> };

/** The channel of a mailbox. */
export type SenderFor = (mailbox: Mailbox) => Channel;

/** Exchange Online takes 35 MB from a mailbox unless an admin sets it higher, Base64 included. */
const graphLimits: ChannelLimits = { maxBytes: 25_000_000, types: null };
/** 30 mails a minute from a mailbox, and 10,000 recipients a day (learn.microsoft.com). */
const graphPace: Pace = { perMinute: 30, perHour: 1800 };

/**
 * Tells how the mail of a mailbox leaves. A new channel is an adapter, a name in `sendsBy`, and a
 * row.
 */
export function senderOpener(settings: Settings, clients: Clients, authorised: Authorising): SenderFor {
  const smtp = once(async () => (await import('./smtp-channel.ts')).smtpChannel(settings, clients, authorised));
  const graph = async (mailbox: Mailbox): Promise<MailSender> => {
    const { mailboxId: name } = mailbox;
    const [{ isGraphMailbox }, { graphSender }] = await Promise.all([
      import('../domain/mailboxes/mailbox.ts'),
      import('../adapters/graph/graph-sender.ts'),
    ]);
    if (!isGraphMailbox(mailbox))
      throw new BrokenSettingError({ kind: 'mailbox', name, problem: 'sendsBy: graph is for mailboxes of Microsoft 365' });
    return graphSender(await authorised.graphFor(mailbox), mailbox, authorised.now);
  };
  const channels: Record<Mailbox['sendsBy'], SenderFor> = {
    // Communication Services sends from its own MailFrom addresses alone, whatever the mailbox
    acs: () => ({
      name: 'acs',
      address: settings.ACS_SENDER,
      limits: acsLimits,
      pace: { perMinute: settings.ACS_MAILS_PER_MINUTE, perHour: settings.ACS_MAILS_PER_HOUR },
      open: clients.acs,
    }),
    graph: (mailbox) => ({
      name: `graph-${mailbox.mailboxId}`,
      address: mailbox.address,
      limits: graphLimits,
      pace: graphPace,
      open: () => graph(mailbox),
    }),
    smtp: (mailbox) => ({
      name: `smtp-${mailbox.mailboxId}`,
      address: mailbox.address,
      limits: { maxBytes: mailbox.smtp?.maxBytes ?? 0, types: null },
      pace: { perMinute: mailbox.smtp?.perMinute ?? 1, perHour: (mailbox.smtp?.perMinute ?? 1) * 60 },
      open: async () => (await smtp())(mailbox),
    }),
  };
  return (mailbox) => withFallback(channels[mailbox.sendsBy](mailbox), mailbox.fallbackTo && channels[mailbox.fallbackTo](mailbox));
}

/**
 * A mail leaves by the other channel, from that one's address, where an admin wants that and it is
 * certain that the first has not taken it: neither now nor at an earlier try. Its Message-ID and
 * where answers go stay the same.
 */
export function withFallback(channel: Channel, other: Channel | null): Channel {
  if (!other || other.open === channel.open) return channel;
  return {
    ...channel,
    open: async () => ({
      async send(mail, options) {
        try {
          return await (await channel.open()).send(mail, options);
        } catch (error) {
          if (!(error instanceof MailSenderError) || error.perhapsTaken || options?.again) throw error;
          return (await other.open()).send({ ...mail, from: { ...mail.from, address: other.address } }, options);
        }
      },
    }),
  };
}
