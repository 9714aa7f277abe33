import { headerValues, type ParsedMail } from '../mail.ts';
import { parseAddresses } from '../mime/address-list.ts';

/**
 * The addresses in the From fields of a mail. A mail whose author is not among them was given one from Sender, Reply-To or Return-Path, which
 * no receiving system vouches for (RFC 7489 3.1 is about From alone).
 */
export const authorsInFrom = (mail: Pick<ParsedMail, 'headers'>): string[] =>
  headerValues(mail, 'from').flatMap((value) => parseAddresses(value).addresses.map(({ address }) => address));
