import { z } from 'zod';
import { SettingChange } from '../../domain/settings/setting-change.ts';

/** Which changes are asked for. */
export const HistoryQuery = z.object({
  kind: z.string().max(40).optional().describe('Such as queues'),
  id: z.string().max(320).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  continuation: z.string().max(2000).optional().describe('The "next" of the page before'),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;

export const HistoryPage = z.object({
  items: z.array(SettingChange),
  next: z.string().nullable().describe('Pass it as "continuation" for the next page'),
});
export type HistoryPage = z.infer<typeof HistoryPage>;
