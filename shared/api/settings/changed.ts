import { z } from 'zod';

/** Who changed an item last, and when; null for what was made by hand or long ago. */
export const Changed = z.object({ updatedBy: z.string().nullable(), updatedAt: z.string().nullable() });
