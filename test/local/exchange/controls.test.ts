import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { md4 } from '../../../local/exchange/md4.ts';
import { aMail } from '../../support/a-mail.ts';
import { exchangePassword, type LocalExchange, startLocalExchange } from '../support/local-exchange.ts';
import { trust } from '../support/trust.ts';

let local: LocalExchange;
beforeAll(async () => {
  local = await startLocalExchange();
  trust(local.certificates.ca);
});
afterAll(() => local?.end());

const steer = async (path: string, body: object = {}) =>
  (await fetch(`${local.exchange.url}/admin/${path}`, { method: 'POST', body: JSON.stringify(body) })).status;

async function ask(operation: string): Promise<string> {
  const basic = Buffer.from(`exchange@contoso.example:${exchangePassword}`).toString('base64');
  const body =
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" ' +
    `xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body>${operation}</s:Body></s:Envelope>`;
  const answer = await fetch(local.exchange.ewsUrl, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body });
  const text = await answer.text();
  return `${answer.status} ${/<(?:m|e):ResponseCode[^>]*>(\w+)</.exec(text)?.[1]}`;
}
const sync = (state = '', shape = '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>') =>
  `<m:SyncFolderItems>${shape}<m:SyncFolderId><t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId>${state}<m:MaxChangesReturned>1</m:MaxChangesReturned></m:SyncFolderItems>`;

describe('the simulated Exchange, from outside', () => {
  it('is busy for a while, in each of the three ways', async () => {
    expect(await steer('busy', { backOffMs: 100 })).toBe(204);
    expect(await ask(sync())).toBe('500 ErrorServerBusy');
    await steer('busy', { shape: 'message' });
    expect(await ask(sync())).toBe('200 ErrorServerBusy');
    await steer('busy', { shape: 'inner' });
    expect([await ask(sync()), await ask(sync())]).toEqual(['200 ErrorInternalServerError', '200 NoError']);
  });

  it('forgets the states that it gave', async () => {
    const state = Buffer.from(
      JSON.stringify({ folderId: folderIdOfInbox, epoch: 0, since: 0, upTo: null, below: null, after: null }),
    ).toString('base64');
    expect(await ask(sync(`<m:SyncState>${state}</m:SyncState>`))).toBe('200 NoError');
    expect(await steer('forget-sync-states')).toBe(204);
    expect(await ask(sync(`<m:SyncState>${state}</m:SyncState>`))).toBe('200 ErrorInvalidSyncStateData');
  });

  it('can not write a mail any more', async () => {
    const id = await local.exchange.deliver('exchange@contoso.example', aMail({ subject: 'broken' }));
    const get = `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:GetItem>`;
    expect(await ask(get)).toBe('200 NoError');
    expect(await steer('break-mime', { subject: 'broken' })).toBe(204);
    expect(await ask(get)).toBe('200 ErrorMimeContentConversionFailed');
  });

  it.each([
    ['elements in another order', sync('<m:SyncScope>NormalItems</m:SyncScope>')],
    ['elements that it does not know', sync('<m:Syncstate>AAA</m:Syncstate>')],
    ['more changes than 512', sync().replace('>1<', '>513<')],
  ])('refuses %s', async (_, operation) => {
    expect(await ask(operation)).toMatch(/ErrorSchemaValidation$/);
  });

  it('refuses what it does not know', async () => {
    expect(await ask('<m:GetUserOofSettingsRequest/>')).toBe('500 ErrorInvalidRequest');
    expect(await steer('busy', { shape: 'loudly' })).toBe(400);
  });
});

/** The third folder that is made, after the root and the top. */
const folderIdOfInbox = `AAMkAEFolder${Buffer.from('3'.padStart(60, '0')).toString('base64url')}AuAAAA=`;

it.each([
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
])('the MD4 of "%s" is that of RFC 1320', (text, digest) => {
  expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
});
