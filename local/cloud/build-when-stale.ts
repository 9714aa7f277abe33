import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CloudError } from './cloud-error.ts';

const SOURCES = ['functions', 'shared', 'build.ts', 'package.json', 'package-lock.json'];
const OTHERS_LIMIT_MS = 120_000;

/**
 * Builds the app into dist/ unless dist/ is newer than its sources. Several clouds that start at once (tests) build it once: the others
 * wait, and find it done. Resolves with whether it was built.
 *
 * @throws CloudError with the compiler's messages
 */
export async function buildWhenStale(root: string): Promise<boolean> {
  const folder = join(root, 'node_modules', '.cache');
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, 'psa-email-build.lock'), { timeout: OTHERS_LIMIT_MS });
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    if (newest(join(root, 'dist', 'main.js')) > Math.max(...SOURCES.map((name) => newest(join(root, name))))) return false;
    const { buildApp } = await import('../../build.ts');
    const esbuild = await import('esbuild');
    try {
      await buildApp();
    } finally {
      // else its process stays as long as we do, with 300 MB
      await esbuild.stop();
    }
    return true;
  } catch (error) {
    throw new CloudError(`The app does not build:\n${error instanceof Error ? error.message : String(error)}`);
  } finally {
    lock.close();
  }
}

/** The latest time of change of a file, or of anything in a folder; 0 if there is none. */
function newest(path: string): number {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  const inside = entry.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return inside.reduce((a, b) => Math.max(a, b), entry.mtimeMs);
}
