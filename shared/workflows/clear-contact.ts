import { toApiDeliverability } from '../api/contacts.ts';
import { ProblemError } from '../api/problem.ts';
import { contactRow } from '../api/settings/contacts.ts';
import { recordedSetting } from '../api/settings/shown-setting.ts';
import { Contact } from '../domain/contacts/contact.ts';
import { cleared } from '../domain/contacts/deliverability.ts';
import type { SettingDeps } from './settings/setting-deps.ts';

/** What letting mail go to an address again reads and writes. */
export type ClearContactDeps = Pick<SettingDeps, 'store'> & { clear(address: string, by: string, now: Date): Promise<boolean> };

/** A report on another mail may change the contact at the same time. */
const maxRaces = 10;

/**
 * Lets automatic mail go to an address again that was returned, complained, or was stopped as a
 * loop. Of a contact the change is kept in the history of settings; of an address that is none, the
 * count of its answers says who cleared it. `by`: who asks for it.
 *
 * @throws ProblemError 404 when nothing is known of the address, 409 while others change it.
 */
export async function clearContact(deps: ClearContactDeps, address: string, by: string, now: Date): Promise<void> {
  const isKept = await clearKept(deps, address, by, now);
  if (!(await deps.clear(address, by, now)) && !isKept) throw new ProblemError(404, `address: nothing is known of ${address}`);
}

/** Clears the contact, if there is one, and notes that. */
async function clearKept({ store }: ClearContactDeps, address: string, by: string, now: Date): Promise<boolean> {
  const contacts = store(contactRow);
  for (let race = 0; race < maxRaces; race += 1) {
    const seen = await contacts.read(address);
    // one that can't be read is told where it is read next
    if (!seen?.value) return false;
    const contact = Contact.parse(seen.value);
    const recorded = recordedSetting(contactRow, contact);
    const wanted = {
      ...{ kind: contactRow.kind, id: contactRow.idOf(contact), by },
      before: { ...recorded, deliverability: toApiDeliverability(contact.deliverability) },
      after: { ...recorded, deliverability: null, automaticMail: 'allowed again' },
    };
    if (await contacts.replace(seen, { ...contact, ...cleared(now) }, wanted)) return true;
  }
  throw new ProblemError(409, `contact "${address}" is being changed by others; try again`);
}
