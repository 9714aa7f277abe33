import { renameSync, writeFileSync } from 'node:fs';

/**
 * Replaces `file` so that a reader, or a crash, sees the old or the new content and never a part.
 * `mode` as in chmod. Synchronous: these files are small, and handing each step to another thread
 * and back costs more than it.
 */
export function writeInOneStep(file: string, content: string | Uint8Array, mode = 0o644): void {
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, content, { mode });
  renameSync(beside, file);
}
