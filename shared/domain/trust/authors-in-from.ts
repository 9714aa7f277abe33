import { headerValues } from '../mail/header-fields.ts';
import { parseAddresses } from '../mail/mime/address-list.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { isClearField } from './is-clear-field.ts';

const maxFromLength = 4000;
/** Several rules need it for the same mail. */
const known = new WeakMap<ParsedMail['headers'], string[]>();

/**
 * The addresses in the From fields of a mail. An author who is not among them comes from Sender,
 * Reply-To or Return-Path, for which no receiving system vouches (RFC 7489 3.1 is only about From).
 * A field that can be read in more than one way names nobody.
 */
export function authorsInFrom(mail: Pick<ParsedMail, 'headers'>): string[] {
  const authors = known.get(mail.headers) ?? readAuthors(mail);
  known.set(mail.headers, authors);
  return authors;
}

function readAuthors(mail: Pick<ParsedMail, 'headers'>): string[] {
  const fields = headerValues(mail, 'from');
  // nobody has such a long From: no author is vouched for, and 60 KB of colons are not read again
  if (fields.some((value) => value.length > maxFromLength)) return [];
  return fields.flatMap((value) => {
    const addresses = parseAddresses(value).addresses.map(({ address }) => address);
    return isClearField(value, addresses) ? addresses : [];
  });
}
