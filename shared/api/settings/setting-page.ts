import { z } from 'zod';

/** Which page of a list of settings is asked for. */
export const SettingQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  continuation: z.string().max(2000).optional().describe('The "next" of the page before'),
});
export type SettingQuery = z.infer<typeof SettingQuery>;

/** A page of settings of one kind; `broken`: those that can't be read, and what is wrong there. */
export const settingPage = <T extends z.ZodType>(shown: T) =>
  z.object({
    items: z.array(shown),
    next: z.string().nullable().describe('Pass it as "continuation" for the next page'),
    broken: z.array(z.object({ id: z.string(), problem: z.string() })).describe('Those that can not be read; on the first page'),
  });
export type SettingPage = { items: object[]; next: string | null; broken: { id: string; problem: string }[] };
