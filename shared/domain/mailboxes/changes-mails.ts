import type { Mailbox } from './mailbox.ts';

/**
 * Whether mails of a mailbox are marked or moved at their source, which takes the right to. Pure.
 */
export const changesMails = ({ afterIntake, afterRefusal }: Pick<Mailbox, 'afterIntake' | 'afterRefusal'>): boolean =>
  [afterIntake, afterRefusal].some((after) => after !== null && after.action !== 'leave');
