import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32 } from '../ids.ts';
import { lowerAddress } from '../text/lower-address.ts';
import type { SigningKeys } from '../thread/signed-ids.ts';

/**
 * What a client's link opens: one ticket, for one of the people who take part in it, until a time.
 * `generation` counts how often the ticket's links were withdrawn: those of before end with it.
 */
export type GuestLink = { ticketId: string; participant: string; expiresAt: Date; generation: number };

const shape = /^([0-9a-z]{26})\.([0-9a-z]{16})\.([0-9a-z]{1,9})\.([0-9a-z]{1,6})\.([0-9a-z]{26})$/;

/** By what a link names somebody: their address is not in it, since links are passed on. */
export const participantKey = (address: string): string => digestOf(`guest\n${lowerAddress(address)}`);

/**
 * A link's token, 130 bits of HMAC: the same for the same link, so that each try to send a mail
 * carries the same one. Times are in whole seconds. Pure.
 */
export function guestToken({ ticketId, participant, expiresAt, generation }: GuestLink, keys: SigningKeys): string {
  const said = [ticketId, participant, Math.floor(expiresAt.getTime() / 1000).toString(36), generation.toString(36)];
  return [...said, sign(keys[0], said)].join('.');
}

/**
 * What a token says if we signed it, whether it has ended or not; null for any other text. Pure.
 */
export function verifyGuestToken(token: string, keys: SigningKeys): GuestLink | null {
  const [, ticketId, participant, seconds, generation, signature] = shape.exec(token) ?? [];
  if (!ticketId || !participant || !seconds || !generation || !signature) return null;
  const said = [ticketId, participant, seconds, generation];
  const given = Buffer.from(signature);
  if (!keys.some((key) => timingSafeEqual(given, Buffer.from(sign(key, said))))) return null;
  return { ticketId, participant, expiresAt: new Date(parseInt(seconds, 36) * 1000), generation: parseInt(generation, 36) };
}

const sign = (key: Uint8Array, said: string[]): string =>
  base32(
    createHmac('sha256', key)
      .update(['guest-link', ...said].join('\n'))
      .digest(),
    26,
  );

const digestOf = (text: string): string => base32(createHmac('sha256', 'participant').update(text).digest(), 16);
