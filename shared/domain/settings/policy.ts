import { z } from 'zod';
import { LanguageCode } from '../text/language-code.ts';
import { AutoAnswerLimits } from './auto-answer-limits.ts';
import { NoticeLimits } from './notice-limits.ts';
import { NotificationSettings } from './notification-settings.ts';

/** Extensions that run code or hide it on Windows, macOS or in a browser. */
const blockedExtensions =
  'ade adp app appref-ms appx bas bat cab chm cmd com cpl crt diagcab dll dmg exe gadget hta img inf ins iso isp jar jnlp js jse lib lnk mde msc msi msix msp mst nsh ocx one pif ppa ps1 ps1xml ps2 psc1 psd1 psm1 py pyc pyw reg scf scr sct settingcontent-ms sh shb shs sys theme url vb vbe vbs vhd vhdx vxd website wsc wsf wsh xll xnk';

/** What an admin decides about mail; one item, each part with a default. */
export const Policy = z.object({
  /**
   * A client gets a mail that confirms their ticket; false: nobody does, whatever `notifications`
   * and a queue say.
   */
  confirmNewTickets: z.boolean().default(true),
  /** How many days a reply reopens a closed ticket; after that it opens a new, linked one. */
  reopenDays: z.number().int().min(0).max(3650).default(14),
  /**
   * Whether an unknown sender becomes a contact: always, when their domain is a client's, or never.
   */
  createContacts: z.enum(['always', 'client-domains', 'never']).default('client-domains'),
  /**
   * Whether somebody gets a confirmation of their ticket when no trusted system vouches for
   * them: a contact that we know (many small firms have neither SPF nor DKIM), and a stranger.
   * Without words: neither name nor subject of the mail is in it. Never after an outright fail.
   */
  confirmUnvouched: z
    .object({
      contacts: z.enum(['without-words', 'never']).default('without-words'),
      strangers: z.enum(['without-words', 'never']).default('never'),
    })
    .prefault({}),
  /**
   * Technicians' addresses: who of them forwards a client's mail opens a ticket for the client.
   * Only where a trusted system vouches for them: a From proves nothing.
   */
  technicians: z.array(z.string().max(320).toLowerCase()).max(2000).default([]),
  /**
   * The trusted systems of mailboxes that have no list of their own (`trustedServers` of the
   * mailbox): an installation with several providers sets it there.
   */
  trustedServers: z.array(z.string().max(255)).max(20).default([]),
  /**
   * Who gets a mail when a mailbox turns bad, or something of it is about to end. No addresses of
   * ours: they would hear of their mailbox by it.
   */
  alertAddresses: z.array(z.email().max(320).toLowerCase()).max(20).default([]),
  /** So many seconds a reply waits before it is sent, and can be taken back. */
  undoSeconds: z.number().int().min(0).max(60).default(10),
  /** The language of mail to people whose own is not known. */
  defaultLanguage: LanguageCode.default('en'),
  /**
   * Whether mail to clients has a link that opens their conversation without signing in, and for
   * how many days; off, it leads to TICKET_URL.
   */
  guestLinks: z.object({ on: z.boolean().default(false), days: z.number().int().min(1).max(365).default(30) }).prefault({}),
  /**
   * Whether Communication Services notes when a client opens a mail: by a picture that programs
   * load, or not, whether or not somebody reads it. Never in a mail with a link of their own, since
   * links would lead through a service that sees them.
   */
  engagement: z.boolean().default(false),
  /** The name of the organisation in its mail; empty: that of the ticket's queue. */
  companyName: z
    .string()
    .trim()
    .max(100)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'must be one line')
    .default(''),
  /**
   * The sites that links in templates and signatures may lead to, such as https://contoso.example,
   * besides that of the tickets' pages.
   */
  linkOrigins: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/, 'must be a site such as https://contoso.example'),
    )
    .max(50)
    .default([]),
  /** What is told to whom; a queue may do otherwise. */
  notifications: NotificationSettings.prefault({}),
  /** How much is told before it is held. */
  noticeLimits: NoticeLimits.prefault({}),
  /** When automatic answers stop that loop. */
  loops: AutoAnswerLimits.prefault({}),
  blockedExtensions: z.array(z.string().regex(/^[a-z0-9-]{1,20}$/)).default(blockedExtensions.split(' ')),
  maxAttachmentBytes: z.number().int().positive().default(40_000_000),
  maxAttachmentsBytes: z.number().int().positive().default(60_000_000),
  /** Traces of mail that made nothing are kept so many days. */
  traceDays: z.number().int().min(1).max(3650).default(90),
});
export type Policy = z.infer<typeof Policy>;
