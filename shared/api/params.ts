import { z } from 'zod';

/** What stands in the paths of the API. */

/**
 * An id that an item of ours can have, or a ticket's number: nothing that a store would take for a
 * path.
 */
export const ItemId = z.string().regex(/^[\w.:-]{1,100}$/);

/**
 * An address as mail brings them: stricter rules would keep an admin from the odd ones, which are
 * those that they look for.
 */
export const AnyAddress = z
  .string()
  .max(320)
  .regex(/^[^\s@]+@[^\s@]+$/)
  .toLowerCase();
