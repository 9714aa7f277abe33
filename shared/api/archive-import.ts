import { z } from 'zod';
import { ArchiveImport } from '../domain/mailboxes/archive-import.ts';

/** From when on mail is imported as archive. */
export const WantedArchive = z.strictObject({
  since: z.iso.datetime().describe('Mail received from then on, and before it becomes tickets'),
});

/** How far an import has come; `done`: it has ended, well (`done`) or not (`failed`). */
export const ApiArchiveImport = ArchiveImport.omit({ cursor: true, failures: true, stuckOn: true }).extend({ done: z.boolean() });

/** An import as the API shows it. Pure. */
export const toApiArchive = (value: ArchiveImport): z.infer<typeof ApiArchiveImport> =>
  ApiArchiveImport.parse({ ...value, done: value.state === 'done' || value.state === 'failed' });
