import { z } from 'zod';

/** What the file of a message holds whose body is too big for its item, as JSON. */
export const BigBody = z.object({
  text: z.string(),
  html: z.string().nullable(),
  visibleText: z.string().nullable().default(null),
  visibleHtml: z.string().nullable().default(null),
});
export type BigBody = z.infer<typeof BigBody>;
