import type { LanguageCode } from '../../text/language-code.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import { italian } from './it.ts';
import { dutch } from './nl.ts';
import type { ShippedTemplates } from './pieces.ts';
import { polish } from './pl.ts';
import { portuguese } from './pt.ts';

/** The templates that come with the program, where nobody has written others. */
export const shippedTemplates: Readonly<Record<LanguageCode, ShippedTemplates>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  nl: dutch,
  it: italian,
  pt: portuguese,
  pl: polish,
};
