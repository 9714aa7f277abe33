import { z } from 'zod';
import { Policy } from '../settings/policy.ts';
import { CaCertificate } from './ca-certificate.ts';
import { Folders, withFolders } from './folders.ts';
import { healthFacts } from './health-facts.ts';
import { Login, RefreshTokenLogin } from './login.ts';
import type { KeptAuthorisation, MailboxWatch } from './mailbox-watch.ts';
import { SmtpSettings } from './smtp-settings.ts';
import type { Subscription } from './subscription.ts';

/** An address of ours, in lower case. */
export const MailboxAddress = z
  .string()
  .max(320)
  .regex(/^[^\s<>"@]+@[^\s<>"@]+$/, 'must be an e-mail address such as support@contoso.example')
  .toLowerCase();

/** What happens to a mail at its source once it is safe here. */
export const AfterFetch = z.discriminatedUnion('action', [
  z.object({ action: z.literal('leave') }),
  z.object({ action: z.literal('mark-seen') }),
  z.object({ action: z.literal('move'), folder: z.string().min(1).max(255) }),
]);
export type AfterFetch = z.infer<typeof AfterFetch>;

/** What is set of every mailbox, whatever its kind. */
export const CommonMailbox = z.object({
  /** How its mail is fetched: a row of the table of sources (wiring). */
  kind: z.string().min(1).max(40),
  mailboxId: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits or hyphens'),
  address: MailboxAddress,
  /** Other addresses that are delivered here: mail from them is ours, mail to them is for us. */
  aliases: z.array(MailboxAddress).max(50).default([]),
  queueId: z.string().min(1).max(40),
  /** By what its mail leaves: a row of the table of senders (wiring). */
  sendsBy: z.enum(['acs', 'graph', 'smtp']).default('acs'),
  /** By what its mail leaves while that one takes none; null: it waits. */
  fallbackTo: z.enum(['acs']).nullable().default(null),
  /** The server that its mail leaves by, where `sendsBy` is `smtp`. */
  smtp: SmtpSettings.nullable().default(null),
  enabled: z.boolean().default(true),
  /**
   * Replies may be sent to address+token (RFC 5233); off where the mail system would return them.
   */
  plusAddressing: z.boolean().default(false),
  /** The name that its mail is from; null: its queue's. */
  senderName: z.string().trim().min(1).max(120).nullable().default(null),
  /** Whom its mail makes a contact; null: as the policy says. */
  contactPolicy: Policy.shape.createContacts.unwrap().nullable().default(null),
  /** When its secret was set by the API; null: never. */
  passwordChangedAt: z.iso.datetime().nullable().default(null),
  afterIntake: AfterFetch.default({ action: 'leave' }),
  /**
   * What happens to a mail that became nothing (suppressed, quarantined); null: as to the others.
   */
  afterRefusal: AfterFetch.nullable().default(null),
  /**
   * The receiving systems whose Authentication-Results are trusted in this mailbox, by their
   * authserv-ids (RFC 8601 2.5; `*.mail.example` for all hosts below a name). "" is Exchange
   * Online, which gives none, and counts in a mailbox of Microsoft 365 only. Null: Exchange Online
   * there, none in a mailbox of another provider.
   */
  trustedServers: z.array(z.string().trim().max(255).toLowerCase()).max(20).nullable().default(null),
  /**
   * Mails that arrived before are left alone: the years of mail in a mailbox when it is connected
   * are no tickets. Absent: from the first read on. Null: all are read.
   */
  since: z.iso.datetime().nullable().optional(),
});

export const GraphMailbox = CommonMailbox.extend({
  kind: z.literal('graph'),
  /** The user's id or principal name in Microsoft Graph. */
  user: z.string().min(1).max(320),
  /** Well-known names (`inbox`) or ids. */
  folders: Folders.default(['inbox']),
  /** Who logs in; null: the app itself, by its managed identity. */
  login: RefreshTokenLogin.nullable().default(null),
});

export const ImapMailbox = CommonMailbox.extend({
  kind: z.literal('imap'),
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(993),
  /** TLS from the first byte, or STARTTLS; `none` only where the installation allows it. */
  tls: z.enum(['implicit', 'starttls', 'none']).default('implicit'),
  caCertificate: CaCertificate,
  user: z.string().min(1).max(320),
  folders: Folders.default(['INBOX']),
  login: Login,
});

/** A mailbox of an Exchange server on premises, over Exchange Web Services. */
export const EwsMailbox = CommonMailbox.extend({
  kind: z.literal('ews'),
  /** Such as https://mail.contoso.example/EWS/Exchange.asmx; null: Autodiscover is asked. */
  url: z
    .url({ protocol: /^https$/, error: 'must be an address with https' })
    .max(2048)
    .nullable()
    .default(null),
  /** `CONTOSO\name` or name@contoso.example. */
  user: z.string().min(1).max(320),
  /** Distinguished names (`inbox`), or paths from the top or from there (`inbox/Alerts`). */
  folders: Folders.default(['inbox']),
  /** The mailbox is the account's own, or one that it has full access to or may impersonate. */
  access: z.enum(['own', 'full-access', 'impersonation']).default('own'),
  caCertificate: CaCertificate,
  /** How a password is proven: by a challenge, or, if the admin says so, as it is (within TLS). */
  passwordBy: z.enum(['ntlm', 'basic']).default('ntlm'),
  login: Login,
});

/**
 * A connected mailbox of any kind, as it is stored (container `mailboxes`, item `mailbox`). What
 * only its source needs is read by that source's schema.
 */
export const Mailbox = z.preprocess(withFolders, z.discriminatedUnion('kind', [GraphMailbox, ImapMailbox, EwsMailbox]));
export type Mailbox = z.infer<typeof CommonMailbox>;
export type GraphMailbox = z.infer<typeof GraphMailbox>;
export type ImapMailbox = z.infer<typeof ImapMailbox>;
export type EwsMailbox = z.infer<typeof EwsMailbox>;

/** Whether Microsoft Graph can announce this mailbox's mails, by a subscription. Pure. */
export const isGraphMailbox = (mailbox: Mailbox): mailbox is GraphMailbox => mailbox.kind === 'graph';

/**
 * How far a mailbox has been read. The token is its source's own, which writes and reads it; a
 * cursor of another kind is from before the mailbox changed its provider. A delta link of Graph has
 * some kilobytes; the state of a large folder of Exchange may have more.
 */
export const Cursor = z.object({
  kind: z.string().min(1).max(40),
  token: z.string().min(1).max(262_144),
  /** Which mailbox at its source was read (`readFrom`); absent in those of an earlier version. */
  of: z.string().max(1000).exactOptional(),
});
export type Cursor = z.infer<typeof Cursor>;

/**
 * How a mailbox is doing: when it was last read well, what went wrong since and how often in a row,
 * and when it is tried again.
 */
export const MailboxHealth = z.object({
  /**
   * When the app first saw the mailbox; absent where `since` says from when on mail is read, and
   * for mailboxes connected before this was kept.
   */
  connectedAt: z.iso.datetime().exactOptional(),
  lastPolledAt: z.iso.datetime().nullable(),
  lastMailAt: z.iso.datetime().nullable(),
  failures: z.number().int(),
  lastError: z.string().nullable(),
  /** Not before this time, after failures or because the source said so. */
  retryAt: z.iso.datetime().nullable().default(null),
  /**
   * The mail that ended the last reads, and how many in a row: in the end it is set aside, so that
   * it doesn't hold up the others.
   */
  stuckOn: z.object({ remoteId: z.string(), times: z.number().int() }).nullable().default(null),
  ...healthFacts,
});
export type MailboxHealth = z.infer<typeof MailboxHealth>;

/**
 * Held by the poll that reads a mailbox. It runs out by itself after a crash; the same poll,
 * delivered again, may take it at once.
 */
export const PollClaim = z.object({ owner: z.string(), until: z.iso.datetime() });
export type PollClaim = z.infer<typeof PollClaim>;

/** Everything that is kept of a mailbox. */
export type MailboxState = {
  mailbox: Mailbox;
  cursor: Cursor | null;
  subscription: Subscription | null;
  health: MailboxHealth | null;
  /** What is kept of its consent; absent where it was not read, null where there is none. */
  authorisation?: Pick<KeptAuthorisation, 'lastRefreshAt'> | null;
  /** What `watch-mailboxes` found out; absent where it was not read. */
  watch?: MailboxWatch | null;
};

/** All mailboxes; `broken`: those whose items can't be read, to be reported. */
export type MailboxList = { states: MailboxState[]; broken: { mailboxId: string; problem: string }[] };
