import { z } from 'zod';

/**
 * A client as an admin sets it: people who write from one of its domains belong to it. A domain
 * means itself, not what is below it.
 */
export const ClientSetting = z.object({
  clientId: z.string().regex(/^(?=.*\S)[^/\\?#\p{Cs}]{1,255}$/u, 'must be 1 to 255 characters without / \\ ? #'),
  name: z.string().min(1).max(200),
  domains: z.array(z.string().min(1).max(253).toLowerCase()).max(2000).default([]),
});
export type ClientSetting = z.infer<typeof ClientSetting>;
