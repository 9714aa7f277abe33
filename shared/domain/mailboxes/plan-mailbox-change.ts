import { isDeepStrictEqual } from 'node:util';
import type { Mailbox } from './mailbox.ts';

/**
 * What of a mailbox's past no longer counts once its settings have changed. `cursor`: it may be
 * another mailbox now, or begin with another folder, and is read from its start (what is known is
 * passed over). `health`: it is reached or opened in another way, and tried at once.
 */
export type Outdated = { cursor: boolean; health: boolean };

/** By what a mailbox is found at its provider. */
const whichOne = ['kind', 'address', 'user'];
/** How it is reached, and by what it is opened. */
const howReached = ['host', 'port', 'tls', 'url', 'access', 'passwordBy', 'login'];

/** What a change of a mailbox makes outdated; `newSecret`: its password is another. Pure. */
export function outdatedBy(before: Mailbox, after: Mailbox, newSecret: boolean): Outdated {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const differs = (field: string) => !isDeepStrictEqual(was.get(field), is.get(field));
  // the first folder's place is kept without its name, all others' with theirs
  const [wasFirst, isFirst] = [was, is].map((fields) => [fields.get('folders')].flat()[0]);
  const cursor = whichOne.some(differs) || wasFirst !== isFirst;
  return { cursor, health: cursor || newSecret || howReached.some(differs) };
}
