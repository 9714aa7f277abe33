import { z } from 'zod';
import { LanguageCode } from '../text/language-code.ts';
import { addressKey } from './address-key.ts';
import { Bounces, Deliverability } from './deliverability.ts';

/** The company that a ticket is for. */
export const Client = z.object({ id: z.string(), name: z.string() });
export type Client = z.infer<typeof Client>;

/** Item `addr:<address>` of container `contacts`: a person whom we know. */
export const Contact = z.object({
  type: z.literal('contact'),
  address: z.string(),
  name: z.string().nullable(),
  client: Client.nullable(),
  deliverability: Deliverability.nullable().default(null),
  /** What it follows from; older ones have none. */
  bounces: Bounces.exactOptional(),
  /** In which language mail to them is written, as an admin has set it; null: as they write. */
  language: LanguageCode.nullable().default(null),
  /** In which language they wrote when that was first clear; null: it was not yet. */
  writesIn: LanguageCode.nullable().default(null),
  createdAt: z.iso.datetime(),
});
export type Contact = z.infer<typeof Contact>;

/** Item `domain:<domain>`: people who write from this domain belong to this client. */
export const ClientDomain = z.object({ type: z.literal('client-domain'), domain: z.string(), client: Client });
export type ClientDomain = z.infer<typeof ClientDomain>;

/** What is known about a sender: the person, or at least their company. */
export type KnownSender = { contact: Contact | null; client: Client | null };

/** The key of a contact. */
export const contactKey = (address: string): string => `addr:${addressKey(address)}`;

/** The key of a client's domain. */
export const domainKey = (domain: string): string => `domain:${addressKey(domain)}`;

/** The domain of an address, in lower case; the whole text if it has none. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
