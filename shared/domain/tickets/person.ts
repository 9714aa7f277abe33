import { z } from 'zod';

/** Somebody by their address, and their name where it is known. */
export const Person = z.object({ address: z.string(), name: z.string().nullable() });
export type Person = z.infer<typeof Person>;
