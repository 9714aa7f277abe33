import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export function isChromiumInstalled(): boolean {
  try {
    return execFileSync('chromium', ['--version'], { encoding: 'utf8', stdio: 'pipe' }).startsWith('Chromium');
  } catch {
    return false;
  }
}

/**
 * The page at an address as the browser has it once its scripts have run for some seconds (of its
 * own, shortened time). No name resolves.
 */
export async function pageInChromium(url: string): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  try {
    const { stdout } = await promisify(execFile)(
      'chromium',
      [
        '--headless',
        // it would need a user of its own; the pages are ours, and what they show is made harmless
        // or never leaves this machine
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
        '--virtual-time-budget=4000',
        `--user-data-dir=${profile}`,
        '--dump-dom',
        url,
      ],
      { timeout: 90_000, maxBuffer: 64 * 1024 * 1024 },
    );
    return stdout;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
