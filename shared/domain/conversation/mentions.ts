import type { Technician } from '../settings/technician.ts';
import { lowerAddress } from '../text/lower-address.ts';
import { type Refusal, refusal } from './refusal.ts';

/** So many technicians may be named by a note. */
export const maxMentions = 50;

/**
 * Whom a note names: `named` by their addresses, and in its text each `@` with a technician's
 * address, whole name, name without spaces, or a first name that only one of them has. Only active
 * ones; in the order of their addresses. Linear in the length of the text. Pure.
 */
export function mentionsOf(
  text: string,
  named: string[],
  technicians: readonly Technician[],
): { kind: 'mentions'; addresses: string[] } | Refusal {
  const active = technicians.filter((technician) => technician.active);
  const found = new Set<string>();
  for (const [index, written] of named.entries()) {
    const address = lowerAddress(written.trim());
    if (!active.some((technician) => technician.address === address))
      return refusal(`mentions[${index}]`, 'must be the address of an active technician');
    found.add(address);
  }
  const keys = keysOf(active);
  const low = text.toLowerCase();
  for (let at = low.indexOf('@'); at >= 0; at = low.indexOf('@', at + 1)) {
    // ada@contoso.example does not name whoever is called contoso
    if (at > 0 && /[\p{L}\p{N}._%+-]/u.test(low.charAt(at - 1))) continue;
    const rest = low.slice(at + 1, at + 1 + maxKey);
    const key = keys.find(([name]) => rest.startsWith(name) && !/^[\p{L}\p{N}@]|^[-.][\p{L}\p{N}]/u.test(rest.slice(name.length)));
    if (key) found.add(key[1]);
  }
  return { kind: 'mentions', addresses: [...found].toSorted().slice(0, maxMentions) };
}

/** The longest key, and what follows it. */
const maxKey = 330;

/** By what each is named, the longest first: "@Ada Lovelace" is not the other Ada. */
function keysOf(technicians: readonly Technician[]): [string, string][] {
  const firstName = ({ name }: Technician) => name.trim().split(/\s+/)[0]?.toLowerCase() ?? '';
  const firsts = Map.groupBy(technicians, firstName);
  return technicians
    .flatMap((technician): [string, string][] => {
      const { address } = technician;
      const name = technician.name.trim().toLowerCase();
      const first = firstName(technician);
      const names = [address, name, name.replace(/\s+/g, ''), ...(firsts.get(first)?.length === 1 ? [first] : [])];
      return names.filter((key) => key !== '' && key.length < maxKey).map((key) => [key, address]);
    })
    .toSorted(([a], [b]) => b.length - a.length);
}
