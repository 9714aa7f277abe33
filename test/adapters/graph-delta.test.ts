import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listenOnLoopback } from '../../local/simulator/listen-on-loopback.ts';
import { connectGraph, type Graph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSource } from '../../shared/adapters/graph/graph-source.ts';
import type { Cursor } from '../../shared/domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { type LocalGraph, startLocalGraph } from '../local/support/local-graph.ts';
import { aMail } from '../support/a-mail.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';

const limits = { mailBytes: 100_000, setAside: null };
let local: LocalGraph;
let graph: Graph;
let user = '';
let mailboxes = 0;
let clock = Date.now;
beforeAll(async () => {
  local = await startLocalGraph({ now: () => clock() });
  graph = connectGraph({ url: local.graph.url, token: async () => local.token, timeoutMs: 1000 });
});
beforeEach(() => {
  local.graph.faults.clear();
  mailboxes += 1;
  user = `mailbox${mailboxes}@contoso.example`;
  local.graph.addMailbox(user);
});
afterAll(() => local?.end());

const source = (folder = 'inbox') => graphSource(graphMailbox({ user, folders: [folder] }), graph, limits.mailBytes);
const deliver = async (count: number) => {
  for (let n = 0; n < count; n += 1) await local.graph.deliver(user, aMail({ subject: `number ${n}` }));
};

async function read(cursor: Cursor | null) {
  const ids: string[] = [];
  const cursors: Cursor[] = [];
  for await (const { mail, cursorAfter } of source().newMails(cursor, limits)) {
    if (mail) ids.push(mail.remoteId);
    if (cursorAfter) cursors.push(cursorAfter);
  }
  return { ids, cursors, cursor: cursors.at(-1) ?? null };
}

const failureOf = async (work: Promise<unknown>): Promise<MailSourceError> => {
  const thrown = await work.then(
    () => expect.fail('it went well'),
    (error: unknown) => error,
  );
  return thrown instanceof MailSourceError ? thrown : expect.fail(`not a MailSourceError: ${thrown}`);
};

describe('the delta query', () => {
  it('pages through a full mailbox: every mail once, the cursor after each page', async () => {
    await deliver(420);
    const { ids, cursors } = await read(null);
    expect(new Set(ids).size).toBe(420);
    expect(cursors).toHaveLength(3);
    expect((await read(cursors[1] ?? null)).ids).toEqual(ids.slice(400));
  });

  it('moves its cursor on even when nothing came, so that it does not grow old', async () => {
    const { cursor } = await read(null);
    expect((await read(cursor)).cursors).toHaveLength(1);
  });

  it('tells of new mails only, not of those that were read or deleted', async () => {
    await deliver(2);
    const { ids, cursor } = await read(null);
    await source().acknowledge(ids.slice(0, 1), { action: 'mark-seen' });
    await local.client.api(`/users/${user}/messages/${ids[1]}`).delete();
    expect((await read(cursor)).ids).toEqual([]);
  });

  it.each([400, 410] as const)('starts anew when its link has grown too old (%i)', async (status) => {
    await deliver(3);
    const { ids, cursor } = await read(null);
    local.graph.expireDeltaTokens(status);
    expect((await read(cursor)).ids).toEqual(ids);
  });

  it('begins with the mails that are wanted, and anew a day before the newest that is known', async () => {
    const start = Date.now();
    const days = (count: number) => start - count * 86_400_000;
    for (const age of [30, 10, 9.5, 8]) {
      clock = () => days(age);
      await deliver(1);
    }
    clock = Date.now;
    const mailbox = graphMailbox({ user, since: new Date(days(20)).toISOString() });
    const ask = async (cursor: Cursor | null) => {
      const found: { ids: string[]; cursor: Cursor | null } = { ids: [], cursor };
      for await (const { mail, cursorAfter } of graphSource(mailbox, graph, 1).newMails(cursor, limits)) {
        if (mail) found.ids.push(mail.remoteId);
        found.cursor = cursorAfter ?? found.cursor;
      }
      return found;
    };
    const first = await ask(null);
    expect(first.ids).toHaveLength(3);
    await deliver(1);
    local.graph.expireDeltaTokens(410);
    expect((await ask(first.cursor)).ids).toEqual([first.ids[2], expect.any(String)]);
  });

  it('goes on from the link alone that the version before kept', async () => {
    await deliver(1);
    const { cursor } = await read(null);
    const { link } = z.object({ link: z.string() }).parse(JSON.parse(cursor?.token ?? ''));
    await deliver(1);
    expect((await read({ kind: 'graph', token: link })).ids).toHaveLength(1);
  });

  it('ids stay when a mail is moved', async () => {
    await deliver(1);
    const { ids } = await read(null);
    await source().acknowledge(ids, { action: 'move', folder: "Boss's folder" });
    expect(Buffer.from((await source().rawMail(ids[0] ?? '')) ?? []).toString()).toContain('number 0');
  });

  it('never follows a link to another host: the token stays with Graph, and the folder is read anew', async () => {
    await deliver(2);
    const { ids } = await read(null);
    const heard: string[] = [];
    const { port, stop } = await listenOnLoopback(
      createServer((request, response) => {
        heard.push(request.headers.authorization ?? '');
        response.end('{}');
      }),
      0,
    );
    for (const deltaLink of [`http://127.0.0.1:${port}/v1.0/users/x`, 'https://graph.microsoft.com.fabrikam.example/v1.0/', '//x/v1.0']) {
      expect((await read({ kind: 'graph', token: deltaLink })).ids).toEqual(ids);
    }
    const elsewhere = createServer((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end());
    const redirecting = await listenOnLoopback(elsewhere, 0);
    const redirected = connectGraph({ url: `http://127.0.0.1:${redirecting.port}`, token: async () => 'secret' });
    expect((await failureOf(redirected.bytes('/users/x/messages/y/$value', 1000))).failure).toBe('unreachable');
    expect((await failureOf(redirected.json('GET', '/subscriptions'))).failure).toBe('unreachable');
    expect(heard).toEqual([]);
    await Promise.all([stop(), redirecting.stop()]);
  });
});
