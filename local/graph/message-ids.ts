import { randomBytes } from 'node:crypto';

/**
 * An id as Exchange gives it: it changes when the message moves. With `-`, `_` and `=` in it, so
 * that who forgets to encode it notices.
 */
export function newMutableId(): string {
  return `AAMkAG${randomBytes(96).toString('base64url')}-_AAA=`;
}

/**
 * An id that stays (`Prefer: IdType="ImmutableId"`). Source:
 * learn.microsoft.com/graph/outlook-immutable-id
 */
export function newImmutableId(): string {
  return `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${randomBytes(36).toString('base64url')}AAA=`;
}
