import { z } from 'zod';
import { RefreshTokenLogin } from '../domain/mailboxes/login.ts';
import { CommonMailbox, EwsMailbox, GraphMailbox, ImapMailbox, MailboxAddress } from '../domain/mailboxes/mailbox.ts';
import { SmtpSettings } from '../domain/mailboxes/smtp-settings.ts';
import { ApiMailboxHealth } from './mailbox-health.ts';
import { Changed } from './settings/changed.ts';

/** A mailbox as the API shows and takes it. */

const { mailboxId: id, queueId, senderName, afterIntake, afterRefusal, contactPolicy, trustedServers } = CommonMailbox.shape;
const { sendsBy, fallbackTo } = CommonMailbox.shape;
const { host, port, caCertificate, user, savesSent, maxBytes, perMinute } = SmtpSettings.shape;

/** The server for sending; its password is only written. */
const Smtp = z.strictObject({
  host,
  port,
  security: SmtpSettings.shape.security.describe('none: only where the setting ALLOW_PLAIN_IMAP allows it'),
  caCertificate,
  user,
  login: z
    .discriminatedUnion('method', [
      z.strictObject({ method: z.literal('password') }),
      z.strictObject({ method: z.literal('as-mailbox') }).describe('By what the mailbox is read with: at its own provider only'),
    ])
    .default({ method: 'password' }),
  password: z.string().max(1000).optional().describe('Left out or empty: as it is. Never shown'),
  savesSent: savesSent.describe('Whether the server itself puts what it sends into the Sent folder; else the app does, by IMAP'),
  maxBytes: maxBytes.describe('The files of one mail, in bytes'),
  perMinute: perMinute.describe('So many mails a minute it takes'),
});

const Common = {
  address: MailboxAddress,
  aliases: z.array(MailboxAddress).max(50).default([]).describe('Other addresses that are delivered here'),
  queueId,
  senderName: senderName.describe('The name that its mail is from; null: that of its queue'),
  addressing: z
    .enum(['plain', 'plus'])
    .optional()
    .describe('Whether replies may be sent to address+token; found out by a connection test, kept when left out'),
  contactPolicy: contactPolicy.describe('Who becomes a contact; null: as the policy says'),
  afterIntake: afterIntake.describe('What happens at the source to a mail that was taken in'),
  afterRefusal: afterRefusal.describe('What happens there to one that was refused; null: as to the others'),
  trustedServers,
  sendsBy: sendsBy.unwrap().optional().describe('By what its mail leaves. Left out: as it is, of a new mailbox acs'),
  fallbackTo: fallbackTo.unwrap().optional().describe('By what it leaves while that takes none; null: it waits. Left out: as it is'),
  smtp: Smtp.nullable().optional().describe('The server that its mail leaves by, for sendsBy smtp. Left out: as it is'),
  since: z.iso
    .datetime()
    .nullable()
    .optional()
    .describe('Older mail is left alone; null: all is taken in. Left out: as it is, of a new mailbox from now on'),
};

/** How somebody signs in; secrets are written as `password` and never shown. */
const OfClient = { tenantId: z.string().regex(/^[0-9A-Za-z.-]{1,255}$/), clientId: z.uuid(), scope: z.url().max(300) };
const ofServers = [
  z.strictObject({ method: z.literal('password') }),
  z.strictObject({ method: z.literal('client-credentials'), ...OfClient }),
  z.strictObject({ method: z.literal('managed-identity'), scope: OfClient.scope }),
] as const;
/** A person's consent: POST /api/mailboxes/{id}/authorization asks for it. */
const OfConsent = {
  method: z.literal('refresh-token'),
  tenantId: RefreshTokenLogin.shape.tenantId.describe("The organisation; null: that of the address's domain"),
  account: RefreshTokenLogin.shape.account.describe('Whose account signs in; null: the own one of the mailbox'),
};
const Login = z.discriminatedUnion('method', ofServers).default({ method: 'password' });
const LoginOfImap = z
  .discriminatedUnion('method', [...ofServers, z.strictObject({ ...OfConsent, provider: z.enum(['microsoft', 'google']) })])
  .default({ method: 'password' });
const LoginOfGraph = z.strictObject({ ...OfConsent, provider: z.literal('microsoft').default('microsoft') }).nullable();

/** Graph sends from mailboxes of Microsoft 365 alone. */
const sendsOtherwise = sendsBy.unwrap().exclude(['graph']).optional().describe('By what its mail leaves. Left out: as it is');

const OfGraph = {
  provider: z.literal('graph'),
  user: GraphMailbox.shape.user.optional().describe('Left out: its address'),
  folders: GraphMailbox.shape.folders,
  login: LoginOfGraph.optional().describe('null: the app itself reads it. Left out: as it is'),
};
const OfImap = {
  provider: z.literal('imap'),
  sendsBy: sendsOtherwise,
  host: ImapMailbox.shape.host,
  port: ImapMailbox.shape.port,
  security: z.enum(['tls', 'starttls', 'none']).default('tls').describe('none: only where the setting ALLOW_PLAIN_IMAP allows it'),
  caCertificate: ImapMailbox.shape.caCertificate,
  user: ImapMailbox.shape.user,
  folders: ImapMailbox.shape.folders,
  login: LoginOfImap,
};
const OfEws = {
  provider: z.literal('ews'),
  sendsBy: sendsOtherwise,
  url: EwsMailbox.shape.url,
  caCertificate: EwsMailbox.shape.caCertificate,
  user: EwsMailbox.shape.user,
  folders: EwsMailbox.shape.folders,
  access: EwsMailbox.shape.access,
  passwordBy: EwsMailbox.shape.passwordBy,
  login: Login,
};
/** The secret of its login: only written, and told by when that was. */
const OfSecret = {
  password: z.string().max(1000).optional().describe('Or the secret of the client. Left out or empty: as it is. Never shown'),
  passwordChangedAt: z.iso.datetime().nullable().optional().describe('Shown; passed over when it is sent'),
};

/** What stands in the path: any id that a mailbox can have, also one that was made by hand. */
export const MailboxParams = z.object({ id: z.string().regex(/^[^/\\?#]{1,320}$/, 'must be the id of a mailbox') });
/** A mailbox that is gone, and what hung on it. */
export const DisconnectedMailbox = z.object({
  id: z.string(),
  hungOnIt: z.string().nullable(),
  laterMail: z
    .literal('left-at-provider')
    .describe('Mail that comes to its address from now on stays at its provider: nobody reads it here, and nobody is answered'),
});
export type DisconnectedMailbox = z.infer<typeof DisconnectedMailbox>;

/** What is sent of a mailbox, by its provider. */
export const wantedByProvider = {
  graph: z.strictObject({ ...Common, ...OfGraph }),
  imap: z.strictObject({ ...Common, ...OfImap, ...OfSecret }),
  ews: z.strictObject({ ...Common, ...OfEws, ...OfSecret }),
};
const { graph, imap, ews } = wantedByProvider;

/** A mailbox to be connected, or as it shall be. */
export const WantedMailbox = z.discriminatedUnion('provider', [graph, imap, ews]);
export type WantedMailbox = z.infer<typeof WantedMailbox>;

/** How a mailbox does: `problem` is what an admin should look at. */
export const MailboxHealthShown = z.object({
  state: z.enum(['healthy', 'delayed', 'needs-authorisation', 'paused', 'failing']),
  health: ApiMailboxHealth,
});
/** What is shown of a mailbox and can't be set. */
export const MailboxExtras = Changed.extend({
  ...MailboxHealthShown.shape,
  hangsOnIt: z.string().nullable().optional().describe('What there is by it, such as "31 open tickets"; of one mailbox alone'),
});

const Shown = { id, ...Common, ...MailboxExtras.shape };
const { passwordChangedAt } = OfSecret;
/** A connected mailbox; of its secrets it shows none. */
export const ApiMailbox = z.discriminatedUnion('provider', [
  z.object({ ...Shown, ...OfGraph }),
  z.object({ ...Shown, ...OfImap, passwordChangedAt }),
  z.object({ ...Shown, ...OfEws, passwordChangedAt }),
]);
