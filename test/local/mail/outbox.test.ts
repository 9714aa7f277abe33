import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toMailRoutes } from '../../../local/mail/mail-routes.ts';
import { openOutbox, type SentMail } from '../../../local/mail/open-outbox.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

const nowhere = async () => {};
const aSending = (shape: Partial<SentMail> = {}): SentMail => ({
  raw: Buffer.from('Subject: [Ticket #SUP-1001]\r\n\r\nGrüße\r\n', 'latin1'),
  from: 'support@contoso.example',
  recipients: ['alice@fabrikam.example'],
  ...shape,
});
const mails = async () => (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();

it('writes one file a mail, with its bytes, and numbers them on after a restart', async () => {
  const first = await openOutbox(folder, nowhere);
  await first.put(aSending());
  await first.put(aSending({ recipients: ['bob@partner.example', 'alice@fabrikam.example'] }));
  const second = await openOutbox(folder, nowhere);
  await second.put(aSending());
  expect(await mails()).toEqual(['1-alice@fabrikam.example.eml', '2-bob@partner.example.eml', '3-alice@fabrikam.example.eml']);
  expect((await readFile(join(folder, '1-alice@fabrikam.example.eml'))).equals(aSending().raw)).toBe(true);
});

it('gives each of many mails at once a number of its own, and shows no file before it is whole', async () => {
  const outbox = await openOutbox(folder, nowhere);
  const raw = Buffer.alloc(200_000, 'x');
  const all = Promise.all(Array.from({ length: 50 }, () => outbox.put(aSending({ raw }))));
  let done = false;
  const watch = (async () => {
    while (!done) for (const name of await mails()) expect((await readFile(join(folder, name))).length).toBe(raw.length);
  })();
  const names = await all;
  done = true;
  await watch;
  expect(new Set(names.map(({ name }) => Number.parseInt(name, 10)))).toEqual(new Set(Array.from({ length: 50 }, (_, i) => i + 1)));
});

describe('the same operation', () => {
  const operation = aSending({ operationId: 'c0ffee' });
  it('makes one file, asked at once or again after a restart', async () => {
    const outbox = await openOutbox(folder, nowhere);
    const puts = await Promise.all([outbox.put(operation), outbox.put(operation)]);
    puts.push(await outbox.put(operation), await (await openOutbox(folder, nowhere)).put(operation));
    expect(new Set(puts.map(({ name }) => name))).toEqual(new Set(['1-alice@fabrikam.example.eml']));
    expect(puts.slice(2).map(({ isNew }) => isNew)).toEqual([false, false]);
    expect(await mails()).toHaveLength(1);
  });
  it('goes on where a crash stopped it, under the same number', async () => {
    const dying = await openOutbox(folder, () => Promise.reject(new Error('killed')));
    await expect(dying.put(operation)).rejects.toThrow('killed');
    await writeFile(join(folder, '1-alice@fabrikam.example.eml.4711.new'), 'half a ma');
    const outbox = await openOutbox(folder, nowhere);
    await outbox.put(aSending());
    expect(await outbox.put(operation)).toEqual({ name: '1-alice@fabrikam.example.eml', isNew: true });
    expect(await mails()).toEqual(['1-alice@fabrikam.example.eml', '2-alice@fabrikam.example.eml']);
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});

it('makes a harmless file name of any address', async () => {
  const outbox = await openOutbox(folder, nowhere);
  const { name } = await outbox.put(aSending({ recipients: ['"../../etc/x y"@fabrikam.example'] }));
  expect(name).toBe('1-_.._.._etc_x_y_@fabrikam.example.eml');
});

it('brings what is addressed to a local mailbox there, once per mailbox and whatever the plus-tag', async () => {
  const delivered: string[] = [];
  const routes = toMailRoutes({
    'support@contoso.example': async () => void delivered.push('support'),
    'helpdesk@contoso.example': async () => void delivered.push('helpdesk'),
  });
  expect(routes.isLocal('SUPPORT+abc@contoso.example')).toBe(true);
  expect(routes.isLocal('sup@contoso.example')).toBe(false);
  const reached = await routes.deliver(Buffer.from(''), ['Support@Contoso.example', 'support+x@contoso.example', 'alice@fabrikam.example']);
  expect(reached).toEqual(['support@contoso.example']);
  expect(delivered).toEqual(['support']);
});
