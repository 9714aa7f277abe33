import { z } from 'zod';
import { LanguageCode } from '../text/language-code.ts';

/**
 * Who works on tickets. While they are active, a mail of a client that they forward opens a ticket
 * for the client (see `technicians` of the policy, which does the same for addresses alone).
 */
export const Technician = z.object({
  technicianId: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits or hyphens'),
  address: z
    .string()
    .max(320)
    .regex(/^[^\s<>"@]+@[^\s<>"@]+$/, 'must be an e-mail address such as ada@contoso.example')
    .toLowerCase(),
  name: z.string().min(1).max(200),
  active: z.boolean().default(true),
  /** In which language mail to them is written; null: that of the organisation. */
  language: LanguageCode.nullable().default(null),
});
export type Technician = z.infer<typeof Technician>;
