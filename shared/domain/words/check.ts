import { z } from 'zod';
import { cut } from '../text/cut.ts';
import type { CheckName } from './english.ts';
import { Remark } from './remark.ts';

/**
 * One check of a mail: its code, or the name of the field that was looked at; what it saw in the
 * mail; and what followed.
 */
export const Check = z.object({ check: z.string(), saw: z.string(), verdict: Remark });
export type Check = z.infer<typeof Check>;

/** A check in a list of which the version before stored sentences: shown as they were written. */
export const CheckOrSentence = z.union([
  Check,
  z.string().transform((text): Check => ({ check: 'as-written', saw: '', verdict: { code: 'as-written', data: { text } } })),
]);

const maxSaw = 500;

/** A check, with what it saw cut to what one reads. Pure. */
export const checkOf = (check: CheckName, saw: string, verdict: Remark): Check => ({ check, saw: cut(saw, maxSaw), verdict });
