import { z } from 'zod';
import { AnyAddress } from './params.ts';

export const AppAccess = z.object({
  appId: z.string().describe("The client id of the app's managed identity"),
  objectId: z.string().describe('Its object id under Enterprise applications'),
  scope: z.string(),
  roles: z.array(z.string()),
  commands: z.array(z.string()).describe('For Exchange Online PowerShell, in this order'),
});

export const WantedAppAccessCheck = z.strictObject({
  notMeant: AnyAddress.describe('The address of a mailbox of the same organisation that this app is not meant to open'),
});
export type WantedAppAccessCheck = z.infer<typeof WantedAppAccessCheck>;

export const AppAccessCheck = z.object({
  passed: z.boolean(),
  meant: z.enum(['passed', 'wait', 'failed', 'unclear']).describe('The mailbox can be read; wait: not yet'),
  notMeant: z.enum(['passed', 'failed', 'unclear']).describe('The other mailbox is refused'),
  remedy: z.string().nullable(),
});
export type AppAccessCheck = z.infer<typeof AppAccessCheck>;
