import { isNoReplyAddress, isUnattendedAddress } from '../classify/no-reply-address.ts';
import { isOwn } from '../contacts/own-addresses.ts';
import { headerValues } from '../mail/header-fields.ts';
import { isAddress } from '../mail/is-address.ts';
import { parseAddresses } from '../mail/mime/address-list.ts';
import type { Address, ParsedMail } from '../mail/parsed-mail.ts';

/**
 * Who asks, when it is not who stands in From: a web form writes from our own address, or from a
 * no-reply@, with the person in Reply-To (RFC 5322 3.6.2), and a list that puts itself into From
 * names the author in X-Original-From. Null when From asks itself, or nobody is named: what we sent
 * ourselves answers to our own mailboxes, and they are no person. It says nothing of the trust in
 * the mail: that is the one in From. Pure.
 */
export function askerOf(mail: Pick<ParsedMail, 'from' | 'replyTo' | 'headers'>, ownAddresses: ReadonlySet<string>): Address | null {
  const from = mail.from?.address;
  if (from === undefined || !(isOwn(from, ownAddresses) || isUnattendedAddress(from))) return null;
  const isPerson = ({ address }: Address) => isAddress(address) && !isOwn(address, ownAddresses) && !isNoReplyAddress(address);
  const original = headerValues(mail, 'x-original-from').slice(0, 1);
  return [...mail.replyTo, ...original.flatMap((value) => parseAddresses(value.slice(0, 4000)).addresses)].find(isPerson) ?? null;
}
