import { rename, writeFile } from 'node:fs/promises';

/** Replaces `file` so that a reader, or a crash, sees the old or the new content and never a part. `mode` as in chmod. */
export async function writeInOneStep(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  await writeFile(beside, content, { mode });
  await rename(beside, file);
}
