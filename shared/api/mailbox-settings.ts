import { z } from 'zod';

/** Settings by which the mailbox of an address may be read; the best first. */
export const ApiMailboxSettings = z.object({
  items: z.array(
    z.object({
      provider: z.enum(['graph', 'imap']),
      host: z.string().nullable().describe('null with graph'),
      port: z.number().int().nullable(),
      security: z.enum(['tls', 'starttls']).nullable(),
      user: z.string(),
      source: z
        .enum(['preset', 'mx', 'autoconfig', 'srv'])
        .describe('A known provider by the address or by its mail exchangers, what the domain publishes, what its name servers say'),
      hint: z.string().nullable().describe('What has to be known or done before'),
    }),
  ),
});

/** The folders of a mailbox. */
export const ApiFolders = z.object({
  items: z.array(
    z.object({
      folder: z.string().describe('What the mailbox takes as one of its folders'),
      name: z.string().describe('The path as people see it, which mails are moved to by'),
    }),
  ),
});
