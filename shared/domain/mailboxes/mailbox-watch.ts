import { z } from 'zod';

/** What the clocks read of the item `authorisation`: its token runs out when nobody uses it. */
export const KeptAuthorisation = z.object({ lastRefreshAt: z.iso.datetime().nullable().catch(null) });
export type KeptAuthorisation = z.infer<typeof KeptAuthorisation>;

/** The mails that came within one hour (UTC), by what became of them. */
const HourOfMails = z.object({ hour: z.iso.datetime(), outcomes: z.record(z.string().max(40), z.number().int().min(0)) });
export type HourOfMails = z.infer<typeof HourOfMails>;

/** Until when a secret in Key Vault is good. `missing`: there is none of that name. */
const KeptSecret = z.object({
  name: z.string().max(127),
  checkedAt: z.iso.datetime(),
  kind: z.enum(['secret', 'certificate']),
  end: z.discriminatedUnion('known', [
    z.object({ known: z.literal(true), at: z.iso.datetime() }),
    z.object({ known: z.literal(false), why: z.enum(['missing', 'no-date', 'unreachable']) }),
  ]),
});
export type KeptSecret = z.infer<typeof KeptSecret>;

const DnsRecord = z.enum(['found', 'missing', 'unknown']);
/** Whether the domain that a mailbox sends from says who may send for it. */
export const SenderDns = z.object({
  domain: z.string().max(253),
  checkedAt: z.iso.datetime(),
  spf: DnsRecord,
  dkim: DnsRecord,
  dmarc: DnsRecord,
});
export type SenderDns = z.infer<typeof SenderDns>;

/**
 * What `watch-mailboxes` found out about a mailbox (item `watch`), so that no request has to look
 * for it.
 */
export const MailboxWatch = z.object({
  mails: z.array(HourOfMails).max(25).default([]),
  secret: KeptSecret.nullable().default(null),
  dns: SenderDns.nullable().default(null),
});
export type MailboxWatch = z.infer<typeof MailboxWatch>;
