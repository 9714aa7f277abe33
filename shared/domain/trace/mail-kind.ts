import { z } from 'zod';

/** What a mail is: who or what wrote it decides what may be done with it. */
export const MailKind = z.enum(['person', 'auto-reply', 'bounce', 'complaint', 'receipt', 'list']);
export type MailKind = z.infer<typeof MailKind>;
