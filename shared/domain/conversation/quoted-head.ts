import { lowerAddress } from '../text/lower-address.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { MessageHead } from './plan-reply.ts';
import type { OurPeople, Wanted } from './recipients.ts';

/**
 * Which message stands below a reply: the latest public one of somebody on the client's side. Never
 * what a technician wrote above a mail that they forwarded; nothing of a newcomer, who may be of
 * another client, unless they are written to, and then nothing of anybody else. `heads` are the
 * newest first; null: none may. Pure.
 */
export function quotedHead(
  heads: readonly MessageHead[],
  { requester, participants }: Pick<Ticket, 'requester' | 'participants'>,
  wanted: Wanted,
  { technicians }: Pick<OurPeople, 'technicians'>,
): MessageHead | null {
  const named = new Set([...(wanted.to ?? []), ...wanted.cc, ...wanted.bcc].map((address) => lowerAddress(address.trim())));
  const withRole = (role: string) => participants.filter((one) => one.role === role).map(({ address }) => address);
  const [newcomers, ours] = [new Set(withRole('newcomer')), new Set([...technicians, ...withRole('technician')])];
  const known = new Set([requester, ...participants].map(({ address }) => address).filter((address) => !newcomers.has(address)));
  const strangers = [...named].filter((address) => newcomers.has(address));
  const may = ({ kind, visibility, from: { address } }: MessageHead) =>
    kind === 'client' &&
    visibility === 'public' &&
    !ours.has(address) &&
    (known.has(address) || named.has(address)) &&
    strangers.every((stranger) => stranger === address);
  return heads.find(may) ?? null;
}
