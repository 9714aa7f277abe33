import { z } from 'zod';

/**
 * A change of a setting by an admin: what was set before and after, as the API shows it (null: it
 * was not there). It never holds a secret, since the API shows none.
 */
export const SettingChange = z.object({
  /** As the API calls it, such as `queues`. */
  kind: z.string(),
  id: z.string(),
  action: z.enum(['create', 'change', 'remove']),
  by: z.string(),
  at: z.iso.datetime(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});
export type SettingChange = z.infer<typeof SettingChange>;

/** What is known of a change before it is made. */
export type WantedChange = Omit<SettingChange, 'at' | 'action'>;
