import { z } from 'zod';
import { Remark } from '../words/remark.ts';

const At = z.iso.datetime();
const State = z.enum(['healthy', 'delayed', 'needs-authorisation', 'paused', 'failing']);
const Seen = z.object({ state: State, since: At });

/** What happened between two mails about a mailbox. */
const Meanwhile = z.array(z.object({ state: State, at: At })).max(20);

const OfMailbox = { id: z.string().max(60), mailboxId: z.string().max(40), address: z.string().max(320) };
/**
 * Something that admins are told, once: its id is made of what it is about. `turned`: a mailbox
 * turned bad; `recovered`: it is well again; `clock`: something ends within so many days.
 */
const AlertEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('turned'), ...OfMailbox, state: State, since: At, problem: Remark.nullable(), meanwhile: Meanwhile }),
  z.object({ kind: z.literal('recovered'), ...OfMailbox, state: State, since: At, at: At, meanwhile: Meanwhile }),
  z.object({
    ...{ kind: z.literal('clock'), ...OfMailbox, clock: z.string().max(40), endsAt: At, days: z.number().int() },
    /** How many mailboxes are read by what ends. */
    mailboxes: z.number().int().min(1).default(1),
    secretName: z.string().max(127).exactOptional(),
  }),
]);
export type AlertEvent = z.infer<typeof AlertEvent>;

/** A mail that is owed to the admins: all that was decided in one go. */
const OwedAlert = z.object({ id: z.string().max(60), decidedAt: At, events: z.array(AlertEvent) });
export type OwedAlert = z.infer<typeof OwedAlert>;

/**
 * A clock of which admins were told that it ends within so many days; by `secretName` it is that of
 * all mailboxes which are read by this secret.
 */
const ToldClock = z.object({
  ...{ clock: z.string().max(40), endsAt: At, days: z.number().int() },
  secretName: z.string().max(127).exactOptional(),
});
export type ToldClock = z.infer<typeof ToldClock>;

/**
 * What is remembered of a mailbox that is not well, or of which admins were told. `told`: that it
 * turned bad, until it has recovered.
 */
const ToldOfMailbox = z.object({
  seen: Seen,
  told: Seen.nullable(),
  lastMailAt: At.nullable(),
  meanwhile: Meanwhile,
  clocks: z.array(ToldClock).max(20),
});
export type ToldOfMailbox = z.infer<typeof ToldOfMailbox>;

/**
 * What admins were told, and the mails that are owed to them. It is one item, so that a decision is
 * whole or was never made, and of two who decide at the same time one is too late. Of mailboxes
 * that are well it holds nothing.
 */
export const AlertBook = z.object({
  mailboxes: z.record(z.string(), ToldOfMailbox).default({}),
  outbox: z.array(OwedAlert).default([]),
  /** Until when mails were counted. */
  countedAt: At.nullable().default(null),
});
export type AlertBook = z.infer<typeof AlertBook>;
