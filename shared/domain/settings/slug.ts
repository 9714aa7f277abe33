import { hash } from 'node:crypto';
import { base32 } from '../ids.ts';

/** What the ids of settings that have a name may be. */
const maxLength = 40;
/** Of the letters and digits that tell items of one name apart. */
const tailLength = 6;

/**
 * An id made of a name: its letters and digits in lower case, with hyphens between (`Sales EMEA`
 * becomes `sales-emea`); `without` where it has none. From the second attempt on (1, 2 …) others
 * that are as good, for names that are taken. Pure.
 */
export function slugFor(name: string, without: string, attempt: number): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? [without];
  const tail = attempt === 0 ? '' : `-${base32(hash('sha256', `${name}\n${attempt}`, 'buffer'), tailLength)}`;
  return `${words
    .join('-')
    .slice(0, maxLength - tail.length)
    .replace(/-+$/, '')}${tail}`;
}
