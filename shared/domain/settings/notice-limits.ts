import { z } from 'zod';
import { maxWindowLength } from './auto-answer-limits.ts';

const NoticeLimit = (notices: number) =>
  z.object({
    notices: z.number().int().min(1).max(10_000).default(notices),
    minutes: z.number().int().min(1).max(maxWindowLength).default(60),
  });

/**
 * The most notices that a program owes one person, one technician, and all together in one ticket,
 * within these minutes. What is more is held, and shown. Confirmations have limits of their own
 * (`AutoAnswerLimits`), and what a person wrote has none.
 */
export const NoticeLimits = z.object({
  perPerson: NoticeLimit(20).prefault({}),
  perTechnician: NoticeLimit(100).prefault({}),
  perTicket: NoticeLimit(60).prefault({}),
});
export type NoticeLimits = z.infer<typeof NoticeLimits>;
