import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Debian's own: others that are on the path have packages of their own. */
const python = '/usr/bin/python3';

export function isExchangelibInstalled(): boolean {
  try {
    execFileSync(python, ['-c', 'import exchangelib'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a script that uses exchangelib; `authority`: a certificate authority that it trusts (PEM
 * file). What it wrote to its output. Rejects with what it wrote to its error output when it fails.
 */
export async function runExchangelib(script: string, authority: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    REQUESTS_CA_BUNDLE: authority,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8',
    LANG: 'C.UTF-8',
  };
  const { stdout } = await promisify(execFile)(python, ['-W', 'ignore', script, ...args], { env, timeout: 60_000 });
  return stdout;
}
