import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isDovecotInstalled } from './dovecot.ts';

/**
 * Runs once before all tests. The IMAP adapter is tested against Dovecot: on Debian and its kin, as root, it is installed when it is missing.
 * Elsewhere these tests are left out, loudly; where CI=true nothing may be left out.
 */
export default function setup(): void {
  if (isDovecotInstalled()) return;
  if (existsSync('/etc/debian_version') && userInfo().uid === 0) install();
  if (isDovecotInstalled()) return;
  const text = 'Dovecot 2.3 is not installed (Debian: apt-get install dovecot-imapd): THE IMAP ADAPTER IS NOT TESTED';
  if (process.env.CI === 'true') throw new Error(text);
  console.warn(`\n\x1b[1;33m${'!'.repeat(text.length)}\n${text}\n${'!'.repeat(text.length)}\x1b[0m\n`);
}

function install(): void {
  console.warn('Dovecot is missing; installing the package dovecot-imapd');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args: string[]) => execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  try {
    run('update', '-qq');
    run('install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', 'dovecot-imapd');
  } catch (error) {
    console.warn(`Dovecot could not be installed: ${error instanceof Error ? error.message : error}`);
  }
}
