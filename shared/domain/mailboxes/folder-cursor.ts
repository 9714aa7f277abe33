import { z } from 'zod';
import type { Cursor } from './mailbox.ts';

/**
 * How far each folder of a mailbox has been read, by its name. `since`: of a folder that was added
 * to a mailbox which was read before, when that was; older mail in it is left alone.
 */
export type FolderTokens = { tokens: Map<string, string>; since: Map<string, string> };

const SeveralFolders = z.object({
  folders: z.record(z.string(), z.string()),
  since: z.record(z.string(), z.iso.datetime()).default({}),
});

/**
 * Takes the cursor of a mailbox apart. One that is another source's counts as none; one that knows
 * of a single folder is of the first. Pure.
 */
export function folderTokens(kind: string, folders: readonly string[], cursor: Cursor | null): FolderTokens {
  if (cursor?.kind !== kind) return { tokens: new Map(), since: new Map() };
  const several = parseSeveral(cursor.token);
  const [first] = folders;
  if (!several) return { tokens: new Map(first === undefined ? [] : [[first, cursor.token]]), since: new Map() };
  const kept = (of: Record<string, string>) => new Map(Object.entries(of).filter(([folder]) => folders.includes(folder)));
  return { tokens: kept(several.folders), since: kept(several.since) };
}

/**
 * The cursor of a mailbox. Of a single folder it is that folder's token, as the version before has
 * it. Pure.
 */
export function toFolderCursor(kind: string, folders: readonly string[], { tokens, since }: FolderTokens): Cursor {
  const [only] = tokens.values();
  if (folders.length === 1 && only !== undefined && since.size === 0) return { kind, token: only };
  return { kind, token: JSON.stringify({ folders: Object.fromEntries(tokens), since: Object.fromEntries(since) }) };
}

function parseSeveral(token: string): z.infer<typeof SeveralFolders> | null {
  if (!token.startsWith('{')) return null;
  try {
    return SeveralFolders.safeParse(JSON.parse(token)).data ?? null;
  } catch {
    return null;
  }
}
