import { z } from 'zod';

/** The version of the document: a field that gets another meaning makes it another. */
const version = 1;
/** More contacts than this are in further documents. */
export const maxContactsExported = 5000;

/**
 * All settings as one document: each kind by its name, with its items as they can be changed and
 * their ids. It holds no secret, and nothing of what counts by itself (hits, health, cursors).
 */
export const SettingsDocument = z.strictObject({
  schema: z.literal(version, `must be ${version}: what this version reads and writes`),
  settings: z.record(z.string(), z.unknown()).describe('By kind: items with their ids, or the one policy'),
  leftOut: z
    .array(z.object({ kind: z.string(), id: z.string(), problem: z.string() }))
    .default([])
    .describe('What could not be read, and is not in it'),
  secrets: z
    .array(z.object({ kind: z.string(), id: z.string(), name: z.string() }))
    .default([])
    .describe('The names in Key Vault of the secrets that items need: they are set anew elsewhere'),
  next: z
    .string()
    .max(2000)
    .nullable()
    .default(null)
    .describe(`More than ${maxContactsExported} contacts: pass it as "continuation" for a document with the next ones`),
});
export type SettingsDocument = z.infer<typeof SettingsDocument>;
export const documentVersion = version;

export const ExportQuery = z.object({ continuation: z.string().max(2000).optional().describe('The "next" of the document before') });

/** In a query everything is text. */
export const ImportQuery = z.object({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('Only says what it would change'),
});

/** What an import does to an item; `problem`: why it can't, and then nothing was done to it. */
const ImportChange = z.object({
  kind: z.string(),
  id: z.string(),
  action: z.enum(['create', 'change', 'none']),
  problem: z.string().exactOptional(),
});
export type ImportChange = z.infer<typeof ImportChange>;

export const ImportReport = z.object({
  dryRun: z.boolean(),
  counts: z.object({ create: z.number(), change: z.number(), none: z.number(), problems: z.number() }),
  changes: z.array(ImportChange),
});
export type ImportReport = z.infer<typeof ImportReport>;
