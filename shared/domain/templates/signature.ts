import { z } from 'zod';
import { Technician } from '../settings/technician.ts';
import { TicketQueue } from '../settings/ticket-queue.ts';
import { LanguageCode } from '../text/language-code.ts';

/** 100 KB, as base64. */
const maxLogo = 140_000;

/** What stands below a reply, in Liquid: of the organisation, a queue, or a technician. */
export const Signature = z.object({
  signatureId: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits or hyphens'),
  name: z.string().min(1).max(100),
  scope: z.enum(['organisation', 'queue', 'technician']),
  queueId: TicketQueue.shape.queueId.nullable().default(null),
  /** A technician's address. */
  technician: Technician.shape.address.nullable().default(null),
  /** For mail in this language; null: in any that has none of its own. */
  language: LanguageCode.nullable().default(null),
  /** Nothing stands below a reply, also where the organisation has something. */
  none: z.boolean().default(false),
  /** Safe HTML; empty: what is there besides counts. */
  html: z.string().max(10_000).default(''),
  text: z.string().max(5000).default(''),
  /** The picture that the HTML names `cid:logo`. */
  logo: z
    .object({ type: z.enum(['image/png', 'image/jpeg', 'image/gif']), data: z.base64().min(1).max(maxLogo) })
    .nullable()
    .default(null),
});
export type Signature = z.infer<typeof Signature>;

/** What a signature may say, beside what does not change. */
export const signatureVariables = ['technician_name', 'company_name', 'queue_name', 'mailbox_address', 'ticket_number'] as const;
export type SignatureValues = Partial<Readonly<Record<(typeof signatureVariables)[number], string>>>;

/**
 * The signature of a reply: the technician's own, else the queue's, else the organisation's; of
 * several that in the reply's language, else that in any. One that is empty counts as none there
 * is; one that is `none` says that there is to be none. Null: nobody has one. Pure.
 */
export function signatureFor(
  signatures: Iterable<Signature>,
  { queueId, technician }: { queueId: string; technician: string | null },
  language: LanguageCode,
): Signature | null {
  const all = [...signatures].filter(({ none, html, text }) => none || html.trim() !== '' || text.trim() !== '');
  const scopes = [
    all.filter((one) => one.scope === 'technician' && technician !== null && one.technician === technician),
    all.filter((one) => one.scope === 'queue' && one.queueId === queueId),
    all.filter(({ scope }) => scope === 'organisation'),
  ];
  for (const ofScope of scopes) {
    const found = ofScope.find((one) => one.language === language) ?? ofScope.find((one) => one.language === null);
    if (found) return found;
  }
  return null;
}
