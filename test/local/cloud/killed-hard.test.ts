import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { CloudFile } from '../../../local/cloud/cloud-file.ts';
import { sendRawMail } from '../../../local/mail/send-raw-mail.ts';
import { childrenOf, endPrograms, isAlive, type Program, running, start, until } from '../../support/a-program.ts';

/**
 * The whole embedded cloud killed with SIGKILL, as by a machine without memory: what it has taken
 * is there when it starts again.
 */

let state: string;
let program: Program;
let cloud: CloudFile;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'killed-'));
  program = start(state);
  cloud = await running(state, program);
}, 60_000);
afterAll(async () => {
  await endPrograms();
  await rm(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
});

const Page = z.object({ items: z.array(z.object({ outcome: z.string(), mailId: z.string() })) });

async function tickets(from: string): Promise<string[]> {
  const answer = await fetch(`${cloud.app.url}/api/mail?limit=100&from=${from}`);
  return Page.parse(await answer.json()).items.flatMap(({ outcome, mailId }) => (outcome === 'ticket' ? [mailId] : []));
}

it('leaves no process, starts again, and has every raw mail of both mailboxes', async () => {
  const pids = await childrenOf(state, cloud);
  const mailboxes = ['support@contoso.example', 'helpdesk@contoso.example'];
  const senderTo = (to: string) => to.replace('contoso', 'fabrikam');
  const all = async () => (await Promise.all(mailboxes.map((to) => tickets(senderTo(to))))).flat();
  for (const to of mailboxes) {
    const from = senderTo(to);
    for (let n = 0; n < 6; n += 1) {
      const raw = `From: ${from}\r\nSubject: hard ${n}\r\nMessage-ID: <${n}.${from}>\r\n\r\nHello ${n}.\r\n`;
      await sendRawMail(cloud.smtp, { from, to: [to] }, Buffer.from(raw));
    }
  }
  // while the last of them have just been written
  await until('the tickets', async () => (await all()).length === 12 || undefined);
  program.process.kill('SIGKILL');
  await until('the end of its children', () => !pids.some(isAlive) || undefined);
  program = start(state);
  cloud = await running(state, program);
  const kept = await all();
  expect(kept).toHaveLength(12);
  const answers = await Promise.all(kept.map((mailId) => fetch(`${cloud.app.url}/api/mail/${mailId}/raw`)));
  expect(answers.map(({ status }) => status)).toEqual(kept.map(() => 200));
}, 90_000);

it('goes on with what was being worked on: each mail one ticket, each ticket one confirmation', async () => {
  const from = 'busy@fabrikam.example';
  const send = async (n: number) => {
    const raw = `From: ${from}\r\nSubject: busy ${n}\r\nMessage-ID: <busy.${n}@fabrikam.example>\r\n\r\nHello ${n}.\r\n`;
    await sendRawMail(cloud.smtp, { from, to: ['support@contoso.example'] }, Buffer.from(raw));
  };
  await Promise.all(Array.from({ length: 30 }, (_, n) => send(n)));
  await until('the first tickets', async () => (await tickets(from)).length > 2 || undefined);
  const pids = await childrenOf(state, cloud);
  program.process.kill('SIGKILL');
  await until('the end of its children', () => !pids.some(isAlive) || undefined);
  program = start(state);
  cloud = await running(state, program);
  await until('all tickets', async () => (await tickets(from)).length === 30 || undefined);
  const confirmations = async () => (await readdir(join(state, 'outbox'))).filter((name) => name.endsWith(`-${from}.eml`)).length;
  // a process that outlived Communication Services for a moment has put its confirmation off by a
  // minute, and one that met it starting again by one more
  const said = () => '';
  await until('all confirmations', async () => (await confirmations()) === 30 || undefined, said, 180_000);
  await sleep(1000);
  expect([(await tickets(from)).length, await confirmations()]).toEqual([30, 30]);
}, 300_000);
