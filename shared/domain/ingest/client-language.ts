import type { Contact } from '../contacts/contact.ts';
import { headerValue } from '../mail/header-fields.ts';
import { cut } from '../text/cut.ts';
import type { LanguageCode } from '../text/language-code.ts';
import { languageOf } from '../text/language-of.ts';
import type { IngestFacts } from './ingest-facts.ts';

/** The beginning of a mail decides; its subject does where that says too little. */
const maxText = 900;

/** Fields that name a language: RFC 3282 (as Exchange writes them), and Mozilla's. */
const namingFields = ['content-language', 'accept-language', 'x-accept-language'];

/**
 * In which language the person wrote who asks; null when that can't be told. `visibleText` is what
 * a mail that quotes another has besides; a forward is read for the client who is in it. Pure.
 */
export function languageWritten(facts: Pick<IngestFacts, 'mail' | 'forwarded' | 'asker'>, visibleText: string | null): LanguageCode | null {
  const { mail, forwarded, asker } = facts;
  const { text, subject } = forwarded ? forwarded.mail : { text: visibleText ?? mail.text, subject: mail.subject };
  // a form or a technician's program says nothing of the client's
  const isOwnProgram = forwarded === null && asker === null;
  const named = isOwnProgram ? namingFields.map((field) => headerValue(mail, field)).find((value) => value !== null) : null;
  return languageOf(`${cut(text, maxText)}\n${subject}`, named ?? null);
}

/**
 * In which language somebody is written to about what they wrote: as an admin has set it for them,
 * else as they wrote, else as they wrote before. Null: nothing is known. Pure.
 */
export const languageToThem = (contact: Pick<Contact, 'language' | 'writesIn'> | null, written: LanguageCode | null): LanguageCode | null =>
  contact?.language ?? written ?? contact?.writesIn ?? null;
