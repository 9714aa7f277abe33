import { z } from 'zod';

/** What token endpoints answer, good or bad; absent texts read as empty ones. */
export const TokenAnswer = z.looseObject({
  access_token: z.string().default(''),
  refresh_token: z.string().default(''),
  id_token: z.string().default(''),
  expires_on: z.string().default(''),
  error_description: z.string().default(''),
});
