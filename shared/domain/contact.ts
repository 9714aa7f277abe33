import { z } from 'zod';

/** The company that a ticket is for. */
export const Client = z.object({ id: z.string(), name: z.string() });
export type Client = z.infer<typeof Client>;

/** Item `addr:<address>` of container `contacts`: a person that we know. */
export const Contact = z.object({
  type: z.literal('contact'),
  address: z.string(),
  name: z.string().nullable(),
  client: Client.nullable(),
  createdAt: z.iso.datetime(),
});
export type Contact = z.infer<typeof Contact>;

/** Item `domain:<domain>`: who writes from there belongs to this client. */
export const ClientDomain = z.object({ type: z.literal('client-domain'), domain: z.string(), client: Client });
export type ClientDomain = z.infer<typeof ClientDomain>;

/** What is known of a sender: himself, or at least his company. */
export type KnownSender = { contact: Contact | null; client: Client | null };

/** The key of a contact. Addresses may hold `/`, `?` and `#`, which ids may not. */
export const contactKey = (address: string): string => `addr:${encodeURIComponent(address.toLowerCase())}`;

/** The key of a client's domain. */
export const domainKey = (domain: string): string => `domain:${encodeURIComponent(domain.toLowerCase())}`;

/** The domain of an address, in lower case; empty when it has none. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
