import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { dovecotConfig, oauth2Config } from './dovecot-config.ts';
import { freePort } from './free-port.ts';

export type Dovecot = {
  host: '127.0.0.1';
  /** TLS from the first byte. */
  imapsPort: number;
  /** STARTTLS. */
  imapPort: number;
  /**
   * Puts a mail into a user's inbox, as a delivery agent does; the mails come in the order of the
   * calls.
   */
  deliver(user: string, raw: string | Uint8Array): Promise<void>;
  /**
   * Gives a user's inbox another UIDVALIDITY and its mails new UIDs, as a restore from a backup
   * does.
   */
  renumber(user: string): Promise<void>;
  stop(): Promise<void>;
};

export type DovecotOptions = {
  /** PEM */
  key: string;
  cert: string;
  /** Passwords by user. */
  users: Record<string, string>;
  /**
   * Who signs access tokens for XOAUTH2: public keys (PEM) by key id, and the tokens' claim `azp`.
   * The user is their claim `upn`.
   */
  tokens?: { azp: string; keys: Record<string, string> };
  /** Takes passwords without TLS, too. */
  plain?: boolean;
};

const startLimitMs = 10_000;
// the daemons of Debian are in sbin, which is not on everybody's path
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

/**
 * Whether Dovecot is here in a version that these tests have a configuration for: 2.3 (that of 2.4
 * is another language).
 */
export function isDovecotInstalled(): boolean {
  try {
    return execFileSync('dovecot', ['--version'], { env: environment, encoding: 'utf8', stdio: 'pipe' }).startsWith('2.3.');
  } catch {
    return false;
  }
}

/**
 * Starts Dovecot on free ports of 127.0.0.1 with empty inboxes in a temporary folder. Rejects with
 * its log when it doesn't listen within 10 s.
 */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'dovecot-'));
  const [imapPort, imapsPort] = [await freePort(), await freePort()];
  const { uid, username: user } = userInfo();
  const unprivileged = uid === 0 ? null : { user, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() };
  await writeFiles(folder, options);
  const config = dovecotConfig({ folder, imapPort, imapsPort, unprivileged, plain: options.plain ?? false });
  await writeFile(join(folder, 'dovecot.conf'), config);
  // the shell ends it when its input ends: with stop, and with this process, also when that is
  // killed
  const untilInputEnds = 'dovecot -F -c "$1" & read -r _; kill $!; wait $!';
  const child = spawn('sh', ['-c', untilInputEnds, 'sh', join(folder, 'dovecot.conf')], {
    env: environment,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const inTime = Date.now() + startLimitMs;
  while (!(await isListening(imapsPort))) {
    if (Date.now() < inTime) {
      await wait(20);
      continue;
    }
    const log = await readFile(join(folder, 'dovecot.log'), 'utf8').catch(() => '(no log)');
    await stop();
    throw new Error(`Dovecot does not listen. Its log:\n${log}`);
  }
  let delivered = 0;
  const inbox = (user: string) => join(folder, 'mail', user);
  return {
    host: '127.0.0.1',
    imapPort,
    imapsPort,
    async deliver(user, raw) {
      delivered += 1;
      // Dovecot numbers new files in the order of their names
      const file = join(inbox(user), 'new', `${1_000_000_000 + delivered}.test.localhost`);
      await writeFile(file, raw, { mode: 0o666 });
    },
    async renumber(user) {
      for (const file of ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache']) {
        await rm(join(inbox(user), file), { force: true });
      }
    },
    stop,
  };
}

/** Its processes run as other users, who have to get in: the folders are open to all. */
async function writeFiles(folder: string, { key, cert, users, tokens }: DovecotOptions): Promise<void> {
  await chmod(folder, 0o755);
  const passwords = Object.entries(users).map(([user, password]) => `${user}:{PLAIN}${password}::::::\n`);
  const files: Record<string, string> = {
    'key.pem': key,
    'cert.pem': cert,
    users: passwords.join(''),
    'oauth2.conf.ext': oauth2Config(folder),
  };
  const keyFolder = `token-keys/${tokens?.azp ?? 'default'}/RS256`;
  for (const [kid, pem] of Object.entries(tokens?.keys ?? {})) files[`${keyFolder}/${kid}`] = pem;
  await mkdir(join(folder, keyFolder), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  for (const user of Object.keys(users)) {
    for (const part of ['', 'new', 'cur', 'tmp']) {
      await mkdir(join(folder, 'mail', user, part), { recursive: true });
      await chmod(join(folder, 'mail', user, part), 0o777);
    }
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
