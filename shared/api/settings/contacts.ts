import { z } from 'zod';
import type { Contact } from '../../domain/contacts/contact.ts';
import { isAddress } from '../../domain/mail/is-address.ts';
import { LanguageCode } from '../../domain/text/language-code.ts';
import { lowerAddress } from '../../domain/text/lower-address.ts';
import { ApiDeliverability, ApiSender, toApiDeliverability } from '../contacts.ts';
import { AnyAddress } from '../params.ts';
import { Changed } from './changed.ts';
import { SettingQuery, settingPage } from './setting-page.ts';
import { settingRow } from './setting-row.ts';

const ContactInput = z.strictObject({
  address: AnyAddress.refine(isAddress, 'must be an e-mail address'),
  name: z.string().min(1).max(200).nullable().default(null),
  clientId: z.string().max(255).nullable().default(null).describe('Null: that of their domain, if there is one'),
  language: LanguageCode.nullable().default(null).describe('Of mail to them. Null: that in which they write'),
});

/**
 * `deliverability`: automatic mail is held back from them until an admin clears them. `writesIn`:
 * the language of their mail, null while that is not clear.
 */
const Known = z.object({
  ...Changed.shape,
  createdAt: z.string(),
  deliverability: ApiDeliverability,
  writesIn: LanguageCode.nullable(),
});
const ApiContact = z.object({ id: z.string(), ...ContactInput.shape, ...Known.shape });

/** People whom we know; an address is the id of its contact. */
export const contactRow = settingRow<Contact, z.infer<typeof ContactInput>>({
  kind: 'contacts',
  one: 'contact',
  many: 'contacts',
  stored: 'contact',
  input: ContactInput,
  // one contact is shown with what else is known of the address
  extras: z.object({ ...Known.shape, ...ApiSender.shape }),
  shown: ApiContact,
  id: AnyAddress,
  newId: (input, attempt) => (attempt === 0 ? input.address : null),
  idOf: ({ address }) => lowerAddress(address),
  nameOf: ({ address }) => address,
  toInput: ({ address, name, client, language }) => ({ address: lowerAddress(address), name, clientId: client?.id ?? null, language }),
  toExtras: ({ createdAt, deliverability, writesIn }) => ({ createdAt, deliverability: toApiDeliverability(deliverability), writesIn }),
  fromInput({ name, clientId, address, language }, { before, at }) {
    // its name is looked up where it is needed
    const client = clientId === null ? null : before?.client?.id === clientId ? before.client : { id: clientId, name: clientId };
    const known = before ?? { type: 'contact', address, deliverability: null, writesIn: null, createdAt: at };
    return { ...known, name, client, language };
  },
  refusal: ({ address }, id) => (address === id ? null : `address: is that of another contact than "${id}"; an address can't be changed`),
  unique: () => ({}),
  namesKinds: ['clients'],
  references: ({ client }) => (client ? [{ field: 'clientId', kind: 'clients', id: client.id }] : []),
});

/** Which contacts are asked for. */
export const ContactQuery = SettingQuery.extend({
  search: z.string().max(200).optional().describe('Text in address or name, in any case'),
  client: z.string().max(255).optional().describe("A client's id: those who are set to it, not all of its domains"),
});
export type ContactQuery = z.infer<typeof ContactQuery>;
export const ContactPage = settingPage(ApiContact);

/** What is known of an address, and its contact as it can be changed, if it is one. */
export const ApiContactAndSender = z.object({ ...ApiContact.partial().shape, ...ApiSender.shape });
