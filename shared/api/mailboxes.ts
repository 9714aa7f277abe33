import { z } from 'zod';
import { CommonMailbox, EwsMailbox, GraphMailbox, ImapMailbox, MailboxAddress } from '../domain/mailboxes/mailbox.ts';

/** A mailbox as the API shows and takes it. */

const { queueId, senderName, afterIntake, afterRefusal, contactPolicy, trustedServers } = CommonMailbox.shape;

const Health = z.object({
  lastMailAt: z.iso.datetime().nullable(),
  lastSuccessAt: z.iso.datetime().nullable(),
  problem: z.string().nullable(),
});

/** What is set of all mailboxes. */
const Common = {
  address: MailboxAddress,
  aliases: z.array(MailboxAddress).max(50).default([]),
  queueId,
  senderName,
  afterIntake,
  afterRefusal,
  contactPolicy,
  trustedServers,
};

/** How somebody signs in; secrets are written as `password` and never shown. */
const OfClient = { tenantId: z.string().regex(/^[0-9A-Za-z.-]{1,255}$/), clientId: z.uuid(), scope: z.url().max(300) };
const Login = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('password') }),
  z.strictObject({ method: z.literal('client-credentials'), ...OfClient }),
  z.strictObject({ method: z.literal('managed-identity'), scope: OfClient.scope }),
]);

const { host, port, user } = ImapMailbox.shape;
const OfGraph = { provider: z.literal('graph'), user: GraphMailbox.shape.user, folder: GraphMailbox.shape.folder };
const OfImap = {
  provider: z.literal('imap'),
  host,
  port,
  /** `none` only where the setting ALLOW_PLAIN_IMAP allows it. */
  security: z.enum(['tls', 'starttls', 'none']).default('tls'),
  user,
  folder: ImapMailbox.shape.folder,
  login: Login.default({ method: 'password' }),
};
const { url, access, passwordBy } = EwsMailbox.shape;
const OfEws = {
  provider: z.literal('ews'),
  url,
  user: EwsMailbox.shape.user,
  folder: EwsMailbox.shape.folder,
  access,
  passwordBy,
  login: Login.default({ method: 'password' }),
};

/**
 * What only a mailbox as it is shown has, taken and passed over: what was read can be changed and
 * sent back.
 */
const PassedOver = { id: z.unknown().optional(), state: z.unknown().optional(), health: z.unknown().optional() };
/** Absent: as it is; of a new mailbox, as said of each. */
const Kept = {
  /** Whether replies may be sent to address+token; found out by a connection test. New: `plain`. */
  addressing: z.enum(['plain', 'plus']).optional(),
  /** Older mail is left alone; null: all is taken in. New: from now on. */
  since: z.iso.datetime().nullable().optional(),
  /** Absent or empty: as it is. The password, or the secret of the client. */
  password: z.string().max(1000).optional(),
};
const Written = { ...Common, ...Kept, ...PassedOver };

/** A mailbox to be connected, or as it shall be. */
export const WantedMailbox = z.discriminatedUnion('provider', [
  // without a user of its own it is the address's
  z.strictObject({ ...Written, ...OfGraph, user: OfGraph.user.optional() }),
  z.strictObject({ ...Written, ...OfImap }),
  z.strictObject({ ...Written, ...OfEws }),
]);
export type WantedMailbox = z.infer<typeof WantedMailbox>;

/** `state`: see docs/operate.md; of `health`, `problem` says what an admin should look at. */
const Shown = {
  id: z.string(),
  ...Common,
  addressing: z.enum(['plain', 'plus']),
  since: z.iso.datetime().nullable(),
  state: z.enum(['healthy', 'delayed', 'needs-authorisation', 'paused', 'failing']),
  health: Health,
};

/** A connected mailbox; of its secrets it shows none. */
export const ApiMailbox = z.discriminatedUnion('provider', [
  z.object({ ...Shown, ...OfGraph }),
  z.object({ ...Shown, ...OfImap }),
  z.object({ ...Shown, ...OfEws }),
]);
export type ApiMailbox = z.infer<typeof ApiMailbox>;
