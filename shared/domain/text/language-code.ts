import { z } from 'zod';

/** The languages in which mail to people is written (BCP 47, without a region). */
export const LanguageCode = z.enum(['en', 'de', 'fr', 'es', 'nl', 'it', 'pt', 'pl']);
export type LanguageCode = z.infer<typeof LanguageCode>;
