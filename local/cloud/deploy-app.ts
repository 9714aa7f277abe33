import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CloudApp } from './cloud-app.ts';
import { CloudError } from './cloud-error.ts';

const SOURCES = ['functions', 'shared', 'build.ts', 'package.json', 'package-lock.json'];
/** What is deployed. */
const PACKAGE = ['dist', 'host.json', 'package.json'];
const OTHERS_LIMIT_MS = 120_000;

/**
 * Builds the app unless dist/ is newer than its sources, and copies what is deployed into `folder`,
 * so that a later build takes no file away from the running app. Several clouds that start at once
 * (tests) build it once: the others wait, and find it done.
 *
 * @throws CloudError with the compiler's messages
 */
export async function deployApp({ root, build }: Pick<CloudApp, 'root' | 'build'>, folder: string): Promise<void> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const lock = new DatabaseSync(join(cache, 'psa-email-build.lock'), { timeout: OTHERS_LIMIT_MS });
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    if (newest(join(root, 'dist', 'main.js')) <= Math.max(...SOURCES.map((name) => newest(join(root, name))))) await build();
    await rm(folder, { recursive: true, force: true });
    for (const name of PACKAGE) await cp(join(root, name), join(folder, name), { recursive: true });
  } catch (error) {
    throw new CloudError(`The app can't be built:\n${error instanceof Error ? error.message : String(error)}`);
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
