import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isChromiumInstalled } from './chromium.ts';
import { isDovecotInstalled } from './dovecot.ts';
import { isExchangelibInstalled } from './exchangelib.ts';
import { isMailProgramInstalled } from './mail-programs.ts';

/** Programs that tests are made with, and what is not tested without them. */
const needed = [
  { program: 'Dovecot 2.3', debianPackage: 'dovecot-imapd', isInstalled: isDovecotInstalled, untested: 'THE IMAP ADAPTER' },
  {
    program: 'exchangelib for Python',
    debianPackage: 'python3-exchangelib',
    isInstalled: isExchangelibInstalled,
    untested: 'WHETHER THE SIMULATED EXCHANGE IS ONE',
  },
  ...(['mutt', 's-nail'] as const).map((program) => ({
    program,
    debianPackage: program,
    isInstalled: () => isMailProgramInstalled(program),
    untested: 'HOW A MAIL PROGRAM ANSWERS OUR MAIL',
  })),
  { program: 'Chromium', debianPackage: 'chromium', isInstalled: isChromiumInstalled, untested: 'WHAT A BROWSER MAKES OF SHOWN HTML' },
];

/**
 * Runs once before all tests: on Debian and its kin, as root, what is missing is installed.
 * Elsewhere the tests that need it are left out, loudly; where CI=true nothing may be left out.
 */
export default function setup(): void {
  const missing = needed.filter(({ isInstalled }) => !isInstalled());
  if (missing.length === 0) return;
  if (existsSync('/etc/debian_version') && userInfo().uid === 0) install(missing.map(({ debianPackage }) => debianPackage));
  for (const { program, debianPackage, isInstalled, untested } of missing) {
    if (isInstalled()) continue;
    const text = `${program} is not installed (Debian: apt-get install ${debianPackage}): ${untested} IS NOT TESTED`;
    if (process.env.CI === 'true') throw new Error(text);
    console.warn(`\n\x1b[1;33m${'!'.repeat(text.length)}\n${text}\n${'!'.repeat(text.length)}\x1b[0m\n`);
  }
}

function install(packages: string[]): void {
  console.warn(`Installing what the tests need: ${packages.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args: string[]) => execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
  try {
    run('update', '-qq');
    run('install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages);
  } catch (error) {
    console.warn(`Not all could be installed: ${error instanceof Error ? error.message : error}`);
  }
}
