import { z } from 'zod';
import { Client, Contact, type KnownSender } from '../domain/contacts/contact.ts';
import { Deliverability } from '../domain/contacts/deliverability.ts';
import { AutoAnswerCount } from '../domain/notifications/loop-breaker.ts';
import { inWords } from '../domain/words/in-words.ts';

/** What the API says of a sender. */

const Stopped = AutoAnswerCount.shape.stopped.unwrap().extend({ reason: z.string() });

export const ApiDeliverability = Deliverability.extend({ reason: z.string() }).nullable();

export const ApiSender = z.object({
  contact: Contact.omit({ bounces: true })
    .extend({
      deliverability: ApiDeliverability,
      softBounces: z.number().int().describe('Mails that were returned though somebody has the address; three within a week stop mail'),
    })
    .nullable(),
  client: Client.nullable(),
  loop: AutoAnswerCount.extend({ stopped: Stopped.nullable() }).nullable(),
});
export type ApiSender = z.infer<typeof ApiSender>;

/** Letting mail go to an address again. */
export const ClearInput = z.strictObject({
  release: z.boolean().default(false).describe('Send what was held for it, as it was'),
});
export const Cleared = z.object({
  address: z.string(),
  released: z.number().int().exactOptional().describe('How many mails were held for it and are sent now'),
  isAll: z.boolean().exactOptional().describe('Whether none is left: POST /api/notifications/release sends the others'),
});

/** What is known of a sender, as the API shows it. */
export const toApiSender = ({ contact, client, loop }: KnownSender & { loop: AutoAnswerCount | null }): ApiSender => ({
  contact: contact && toApiContact(contact),
  client,
  loop: loop && { ...loop, stopped: loop.stopped && withWords(loop.stopped) },
});

const toApiContact = ({ bounces, deliverability, ...contact }: Contact) => ({
  ...contact,
  deliverability: toApiDeliverability(deliverability),
  softBounces: bounces?.soft.length ?? 0,
});

/** Whether mail reaches somebody, in words. */
export const toApiDeliverability = (known: Deliverability | null): z.infer<typeof ApiDeliverability> => known && withWords(known);

const withWords = <Known extends { reason: Parameters<typeof inWords>[0] }>(known: Known) => ({ ...known, reason: inWords(known.reason) });
