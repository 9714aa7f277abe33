import { z } from 'zod';
import { CaCertificate } from './ca-certificate.ts';

const SecretName = z.string().regex(/^[0-9A-Za-z-]{1,127}$/);
/** A server on premises may take less; most take 20 MB or more. */
const usualMaxBytes = 15_000_000;
/** Exchange Online takes 30 mails a minute from a mailbox (learn.microsoft.com: sending limits). */
const usualPerMinute = 30;

/** The server by which the mail of a mailbox leaves (RFC 6409), and how one signs in there. */
export const SmtpSettings = z.object({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(587),
  /** TLS from the first byte, or STARTTLS; `none` only where the installation allows it. */
  security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
  caCertificate: CaCertificate,
  user: z.string().min(1).max(320),
  /** By a secret of its own, or by what the mailbox is read with. */
  login: z.discriminatedUnion('method', [
    z.object({ method: z.literal('password'), secretName: SecretName }),
    z.object({ method: z.literal('as-mailbox') }),
  ]),
  /** Whether the server itself puts what it sends into the mailbox's Sent folder. */
  savesSent: z.boolean().default(false),
  /** The files of one mail, in bytes before Base64. */
  maxBytes: z.number().int().min(100_000).max(100_000_000).default(usualMaxBytes),
  perMinute: z.number().int().min(1).max(10_000).default(usualPerMinute),
});
export type SmtpSettings = z.infer<typeof SmtpSettings>;

/** The name under which the password of a mailbox's SMTP server is kept. Pure. */
export const smtpSecretNameFor = (mailboxId: string): string => `mailbox-smtp-${mailboxId}`;

type Preset = Pick<SmtpSettings, 'host' | 'port' | 'security' | 'savesSent'>;
const preset = (host: string, port: number, savesSent: boolean): Preset => ({
  host,
  port,
  security: port === 465 ? 'tls' : 'starttls',
  savesSent,
});

/**
 * The server for sending of the providers whose server for reading is known, as their help pages
 * have it.
 */
const presets: Readonly<Record<string, Preset>> = {
  'imap.gmail.com': preset('smtp.gmail.com', 465, true),
  'outlook.office365.com': preset('smtp.office365.com', 587, true),
  'imap.aol.com': preset('smtp.aol.com', 465, true),
  'imap.mail.yahoo.com': preset('smtp.mail.yahoo.com', 465, true),
  'imap.mail.me.com': preset('smtp.mail.me.com', 587, false),
  'imap.gmx.com': preset('mail.gmx.com', 587, false),
  'imap.gmx.net': preset('mail.gmx.net', 587, false),
  'imap.web.de': preset('smtp.web.de', 587, false),
  'imap.mail.com': preset('smtp.mail.com', 587, false),
  'imap.zoho.eu': preset('smtp.zoho.eu', 465, true),
  'imap.zoho.com': preset('smtp.zoho.com', 465, true),
  'imap.fastmail.com': preset('smtp.fastmail.com', 465, false),
  'ssl0.ovh.net': preset('ssl0.ovh.net', 465, false),
  'imap.ionos.com': preset('smtp.ionos.com', 465, false),
  'imap.ionos.de': preset('smtp.ionos.de', 465, false),
  'imap.strato.de': preset('smtp.strato.de', 465, false),
  'imap.one.com': preset('send.one.com', 465, false),
  'imap.mailbox.org': preset('smtp.mailbox.org', 465, false),
  'posteo.de': preset('posteo.de', 465, false),
  'mail.infomaniak.com': preset('mail.infomaniak.com', 465, false),
  'imap.yandex.com': preset('smtp.yandex.com', 465, true),
  'imap.orange.fr': preset('smtp.orange.fr', 465, false),
  'imap.free.fr': preset('smtp.free.fr', 465, false),
  'secureimap.t-online.de': preset('securesmtp.t-online.de', 465, false),
  'mail.gandi.net': preset('mail.gandi.net', 465, false),
  'secure.emailsrvr.com': preset('secure.emailsrvr.com', 465, false),
};

/** How a mailbox that is read from this host is sent from, where that is known. Pure. */
export const smtpPresetOf = (host: string): Preset | null => {
  const key = host.toLowerCase();
  return Object.hasOwn(presets, key) ? (presets[key] ?? null) : null;
};

/**
 * Whether what a mailbox is read with may be shown to a server for sending: to the same host, or to
 * that of the same provider. To any other it would give the whole mailbox. Pure.
 */
export const isOfSameProvider = (readFrom: string, sentBy: string): boolean =>
  readFrom.toLowerCase() === sentBy.toLowerCase() || smtpPresetOf(readFrom)?.host === sentBy.toLowerCase();
