import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMail } from '../../support/a-mail.ts';
import { address, anExchange, service, subjectsOf, visit } from './an-exchange.ts';

let local: Awaited<ReturnType<typeof anExchange>>;
beforeAll(async () => {
  local = await anExchange();
});
afterAll(() => local?.end());

describe('a large folder', () => {
  it('is listed to its end, 512 changes a call, the oldest mails first; then a visit costs one call', async () => {
    local.exchange.addMailbox('large@contoso.example');
    const large = { address: 'large@contoso.example', user: service, access: 'impersonation' as const, passwordBy: 'basic' as const };
    for (let n = 1; n <= 1100; n += 1)
      await local.exchange.deliver('large@contoso.example', aMail({ subject: `number ${n}` }), new Date(Date.UTC(2026, 10, 2, 9, 0, n)));
    let [ids, cursor]: [string[], Awaited<ReturnType<typeof visit>>['cursor']] = [[], null];
    const source = local.open(large, ['of the service']);
    expect(
      await local.operations(async () => {
        ({ ids, cursor } = await visit(source));
      }),
    ).toEqual({ GetFolder: 1, SyncFolderItems: 3, requests: 4 });
    expect(new Set(ids).size).toBe(1100);
    expect(await subjectsOf(source, [ids[0], ids[549], ids[1099]].map(String))).toEqual(['number 1', 'number 550', 'number 1100']);
    expect(await local.operations(() => visit(source, cursor))).toEqual({ SyncFolderItems: 1, requests: 1 });
  });
});

describe('the id of a mail', () => {
  it('stays while the mail lies in the folder, and is of no use once it was moved', async () => {
    await local.exchange.deliver(address, aMail({ subject: 'stays' }));
    const source = local.open();
    const { ids, cursor } = await visit(source);
    const id = ids.at(-1) ?? '';
    await source.acknowledge([id], { action: 'mark-seen' });
    expect((await visit(source, cursor)).ids).toEqual([]);
    expect(await subjectsOf(source, [id])).toEqual(['stays']);
    await source.acknowledge([id], { action: 'move', folder: 'inbox/Done/2026' });
    expect(await source.rawMail(id)).toBeNull();
    const there = local.open({ folders: ['Inbox/Done/2026'] });
    expect(await subjectsOf(there, (await visit(there)).ids)).toEqual(['stays']);
  });

  it('of another kind of server names no mail', async () => {
    expect(await local.open().rawMail('1700000000.17')).toBeNull();
  });
});

describe('a state that the server does not know any more', () => {
  it('makes the folder be listed from its start', async () => {
    await local.exchange.deliver(address, aMail({ subject: 'known before' }));
    const source = local.open();
    const first = await visit(source);
    local.exchange.forgetSyncStates();
    await local.exchange.deliver(address, aMail({ subject: 'new' }));
    const second = await visit(source, first.cursor);
    expect(second.ids).toEqual([...first.ids, second.ids.at(-1)]);
    expect((await visit(source, second.cursor)).ids).toEqual([]);
  });

  it.each([
    ['of another kind', { kind: 'imap', token: '1.7' }],
    ['that can not be read', { kind: 'ews', token: '{"folder":' }],
    ['of another folder', { kind: 'ews', token: JSON.stringify({ folder: 'Alerts', folderId: 'AAA', syncState: 'AAA' }) }],
    ['whose folder is gone', { kind: 'ews', token: JSON.stringify({ folder: 'inbox', folderId: 'AAA', syncState: 'AAA' }) }],
  ])('%s too', async (_, cursor) => {
    const source = local.open();
    expect((await visit(source, cursor)).ids).toEqual((await visit(source)).ids);
  });
});
