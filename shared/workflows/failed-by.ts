import { z } from 'zod';
import type { Failed } from '../domain/mailboxes/explain-failure.ts';

/** What the errors of sources, of Node and of OpenSSL have in common; what is missing is empty. */
const Facts = z.object({
  failure: z.string().catch(''),
  code: z.string().catch(''),
  status: z.number().int().positive().nullable().catch(null),
  said: z.string().max(300).catch(''),
});

/** What is known of an error that a step met. */
export const failedBy = (error: unknown): Failed => Facts.catch({ failure: '', code: '', status: null, said: '' }).parse(error);
