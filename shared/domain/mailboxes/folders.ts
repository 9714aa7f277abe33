import { z } from 'zod';

/** The folders that are read, one after the other; each is named as its source names folders. */
export const Folders = z
  .array(z.string().min(1).max(255))
  .min(1)
  .max(20)
  .refine((folders) => new Set(folders).size === folders.length, 'must not name a folder twice');

/** The version before stored the only folder that a mailbox had as its `folder`. */
export function withFolders(stored: unknown): unknown {
  const isBefore = typeof stored === 'object' && stored !== null && 'folder' in stored && !('folders' in stored);
  return isBefore ? { ...stored, folders: [stored.folder] } : stored;
}
