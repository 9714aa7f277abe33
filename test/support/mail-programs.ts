import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a person answers, below which the program quotes the mail. */
export const answerText = 'It prints again, thank you.';

/** The mailbox that a person reads in their mail program. */
export type ReadMailbox = { imapPort: number; address: string; name: string; password: string };

/** Whether a program of that name is here. */
export function isMailProgramInstalled(name: 'mutt' | 's-nail'): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Answers the first mail of a mailbox as a person does with a program of Debian; the mail that the
 * program hands over to be sent. Rejects with what the program said.
 */
export async function answerBy(program: 'mutt' | 's-nail', mailbox: ReadMailbox): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'psa-mua-'));
  try {
    const sent = join(folder, 'sent.eml');
    const mta = await script(join(folder, 'mta.sh'), `cat > '${sent}'`);
    const said = await (program === 'mutt' ? byMutt(mailbox, folder, mta) : bySNail(mailbox, folder, mta));
    return await readFile(sent).catch(() => Promise.reject(new Error(`${program} sent nothing: ${said}`)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function bySNail({ imapPort, address, name, password }: ReadMailbox, home: string, mta: string): Promise<string> {
  const variables = {
    mta,
    from: `${name} <${address}>`,
    quote: '',
    'reply-to-honour': 'yes',
    'v15-compat': 'yes',
    'imap-auth': 'login',
    ttycharset: 'utf-8',
    sendwait: '',
  };
  const settings = Object.entries(variables).flatMap(([variable, value]) => ['-S', value ? `${variable}=${value}` : variable]);
  const folder = `imap://${encodeURIComponent(address)}:${password}@127.0.0.1:${imapPort}/INBOX`;
  return run('s-nail', ['-:/', '-#', '-R', ...settings, '-f', folder], home, `reply 1\n${answerText}\n`);
}

async function byMutt({ imapPort, address, name, password }: ReadMailbox, home: string, mta: string): Promise<string> {
  const editor = await script(join(home, 'editor.sh'), `{ echo '${answerText}'; echo; cat "$1"; } > "$1.new" && mv "$1.new" "$1"`);
  const settings = {
    imap_user: address,
    imap_pass: password,
    folder: `imap://127.0.0.1:${imapPort}/`,
    spoolfile: `imap://127.0.0.1:${imapPort}/INBOX`,
    sendmail: mta,
    editor,
    from: address,
    realname: name,
    record: '',
    header_cache: '',
    sendmail_wait: '10',
  };
  const yes = ['fast_reply', 'include', 'quit', 'reply_to'];
  const no = ['ssl_starttls', 'ssl_force_tls', 'copy', 'confirmcreate', 'delete', 'abort_unmodified', 'abort_noattach'];
  const lines = [
    ...Object.entries(settings).map(([variable, value]) => `set ${variable}="${value}"`),
    ...yes.map((variable) => `set ${variable}=yes`),
    ...no.map((variable) => `set ${variable}=no`),
  ];
  await writeFile(join(home, 'muttrc'), lines.join('\n'));
  const command = `mutt -n -F '${home}/muttrc' -e 'push "<first-entry><reply><send-message><quit>"'`;
  // it wants a terminal
  return run('script', ['-qec', command, '/dev/null'], home, '');
}

async function script(path: string, command: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\n${command}\n`);
  await chmod(path, 0o755);
  return path;
}

async function run(program: string, args: string[], home: string, input: string): Promise<string> {
  const env = { ...process.env, HOME: home, TERM: 'xterm', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  const child = spawn(program, args, { env, timeout: 15_000, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  child.stdin.end(input);
  await once(child, 'close');
  return said;
}
