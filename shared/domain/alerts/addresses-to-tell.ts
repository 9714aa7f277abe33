import { isOwn } from '../contacts/own-addresses.ts';

/**
 * Whom alerts go to: of the addresses that the policy names those that are not ours. In one of our
 * mailboxes, with or without a +token, an alert would become a mail of ours to ourselves, and
 * nobody would see it when that mailbox is the one that fails. Pure.
 */
export const addressesToTell = (named: readonly string[], ownAddresses: ReadonlySet<string>): string[] =>
  named.filter((address) => !isOwn(address, ownAddresses));
