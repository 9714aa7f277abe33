import { z } from 'zod';

/** The longest window of a limit, in minutes: a week. What is older is forgotten. */
export const maxWindowLength = 10_080;

/** How many answers to a sender are kept, so no limit can be higher. */
export const maxAnswers = 1000;

/** The most automatic answers within these minutes; one more stops them. */
const AnswerLimit = z.object({ answers: z.number().int().min(1).max(maxAnswers), minutes: z.number().int().min(1).max(maxWindowLength) });
/** The same for many addresses together, which are only counted. */
const TotalLimit = z.object({ answers: z.number().int().min(1).max(1_000_000), minutes: z.number().int().min(1).max(maxWindowLength) });

/**
 * When automatic answers to one sender stop, whatever tickets they open (a ticket is confirmed
 * once); and how many minutes of silence start them again without an admin. A person on a bad day,
 * or an office behind one address, opens dozens of tickets; a loop opens a hundred within minutes.
 * Whom a program names as the one who asks is a person at a form, seldom twice. The answers to a
 * domain and to all are bounded too: who forges senders takes a new one for each mail.
 */
export const AutoAnswerLimits = z.object({
  perSender: AnswerLimit.default({ answers: 100, minutes: 60 }),
  perReplyTo: AnswerLimit.default({ answers: 10, minutes: 60 }),
  perDomain: TotalLimit.default({ answers: 1000, minutes: 60 }),
  inAll: TotalLimit.default({ answers: 5000, minutes: 60 }),
  quietMinutes: z.number().int().min(1).max(10_080).default(180),
});
export type AutoAnswerLimits = z.infer<typeof AutoAnswerLimits>;
