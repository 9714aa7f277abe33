import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from './read-json-file.ts';

const localSettings = z.object({
  IsEncrypted: z
    .literal(false, 'encrypted settings cannot be read here: run `func settings decrypt`, or write them in plain text')
    .default(false),
  Values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
});

export type AppSettings = Readonly<Record<string, string>>;

/**
 * The app settings, which are the functions process's environment: `Values` of local.settings.json
 * in `root` (the file may be missing), overridden by what the caller gives.
 */
export async function readSettings(root: string, given: AppSettings): Promise<AppSettings> {
  const file = await readJsonFile(join(root, 'local.settings.json'), localSettings);
  return { ...file?.Values, ...given };
}
