import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactStore } from '../../../shared/adapters/cosmos/contacts.ts';
import type { SettingRow } from '../../../shared/api/settings/setting-row.ts';
import { contactKey } from '../../../shared/domain/contacts/contact.ts';
import { readContact } from '../../../shared/workflows/read-contact.ts';
import { changeSetting } from '../../../shared/workflows/settings/change-setting.ts';
import { createSetting } from '../../../shared/workflows/settings/create-setting.ts';
import { listContacts } from '../../../shared/workflows/settings/list-contacts.ts';
import { removeSetting } from '../../../shared/workflows/settings/remove-setting.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';

let api: Awaited<ReturnType<typeof aSettingsApi>>;
let contacts: SettingRow;
let clients: SettingRow;
beforeAll(async () => {
  api = await aSettingsApi();
  [contacts, clients] = await Promise.all([api.row('contacts'), api.row('clients')]);
  await createSetting(api.deps, clients, { id: 'northwind', name: 'Northwind', domains: [] }, 'Ada');
});
afterAll(() => api?.end());

const items = () => api.database.container('contacts');
const store = () =>
  contactStore(
    items(),
    async () => null,
    () => new Date(),
    () => {},
  );
const read = (address: string) => readContact({ ...api.deps, ...store() }, contacts, address);
const create = (body: object) => createSetting(api.deps, contacts, body, 'Ada');
const list = (query: object = {}) => listContacts(api.deps, contacts, { limit: 100, ...query });

test('a contact is added, read with what else is known of the address, changed and removed', async () => {
  const made = await create({ address: 'Carol@northwind.example', name: 'Carol', clientId: 'northwind' });
  expect(made).toMatchObject({ id: 'carol@northwind.example', item: { name: 'Carol', clientId: 'northwind' } });
  const { item, etag } = await read('carol@northwind.example');
  expect(item).toMatchObject({ id: 'carol@northwind.example', clientId: 'northwind', contact: { name: 'Carol' }, loop: null });
  expect(etag).toBe(made.etag);
  // what was read may be sent back, whatever is shown besides
  const wanted = { id: 'carol@northwind.example', ifMatch: etag, body: { ...item, name: 'Carol Cole' }, by: 'Bob' };
  const changed = await changeSetting(api.deps, contacts, wanted);
  expect(changed.item).toMatchObject({ name: 'Carol Cole', updatedBy: 'Bob' });
  await removeSetting(api.deps, contacts, { id: 'carol@northwind.example', ifMatch: changed.etag, by: 'Ada' });
  expect(await read('carol@northwind.example')).toEqual({ item: { contact: null, client: null, loop: null }, etag: null });
  await expect(create({ address: 'x@y.example', clientId: 'nobody' })).rejects.toMatchObject({
    status: 422,
    message: 'clientId: there is no client "nobody"',
  });
});

test('what mail has told of a contact stays when an admin changes them', async () => {
  const { id, etag } = await create({ address: 'dan@northwind.example', name: 'Dan' });
  const at = '2026-11-02T09:00:00.000Z';
  const returned = { state: 'undeliverable', reason: { code: 'mail-returned', data: {} }, at } as const;
  await items()
    .item('contact', contactKey(id))
    .patch([{ op: 'set', path: '/deliverability', value: returned }]);
  // what a mail has told is no other version
  const { item } = await changeSetting(api.deps, contacts, { id, ifMatch: etag, body: { address: id, name: 'Daniel' }, by: 'Ada' });
  expect(item).toMatchObject({ name: 'Daniel', deliverability: { state: 'undeliverable', reason: expect.any(String), at } });
  const other = { id, ifMatch: '*', body: { address: 'other@northwind.example', name: 'Dan' }, by: 'Ada' };
  await expect(changeSetting(api.deps, contacts, other)).rejects.toMatchObject({
    status: 422,
    message: expect.stringMatching(/^address: /),
  });
});

test('the language of mail to a contact is set by an admin, and shown beside that in which they write', async () => {
  const made = await create({ address: 'eva@northwind.example', name: 'Eva' });
  expect(made.item).toMatchObject({ language: null, writesIn: null });
  await store().learnLanguage(made.id, 'de');
  await store().learnLanguage(made.id, 'fr');
  const wanted = { id: made.id, ifMatch: made.etag, body: { ...made.item, language: 'pl' }, by: 'Ada' };
  const { item } = await changeSetting(api.deps, contacts, wanted);
  expect(item).toMatchObject({ language: 'pl', writesIn: 'de' });
  await expect(create({ address: 'x@northwind.example', language: 'sv' })).rejects.toMatchObject({
    message: expect.stringContaining('language: '),
  });
  // of nobody: nothing happens
  await store().learnLanguage('nobody@northwind.example', 'de');
});

test('a contact that can not be read says what is wrong, and is replaced by its version', async () => {
  await items().items.create({ id: 'contact', key: contactKey('torn@x.example'), type: 'contact', address: 'torn@x.example', name: 7 });
  const problem = await read('torn@x.example').then(
    () => null,
    (error) => error,
  );
  expect(problem).toMatchObject({ status: 409, message: expect.stringContaining('name: '), current: { item: null } });
  expect((await list({ search: 'torn' })).broken).toMatchObject([{ id: 'torn@x.example' }]);
  const wanted = { id: 'torn@x.example', ifMatch: problem.current.etag, body: { address: 'torn@x.example', name: 'Mended' }, by: 'Ada' };
  await changeSetting(api.deps, contacts, wanted);
  expect((await read('torn@x.example')).item.contact).toMatchObject({ name: 'Mended' });
});

test('contacts are found by name, address or client, page by page', async () => {
  const many = Array.from({ length: 250 }, (_, n) => ({
    id: 'contact',
    key: contactKey(`p${n}@many.example`),
    type: 'contact',
    address: `p${n}@many.example`,
    name: `Person ${n}`,
    client: n % 2 === 0 ? { id: 'northwind', name: 'Northwind' } : null,
    createdAt: '2026-11-02T09:00:00Z',
  }));
  await Promise.all(many.map((contact) => items().items.create(contact)));
  const ids: string[] = [];
  let continuation: string | undefined;
  for (let page = 0; page < 10; page += 1) {
    const { items: found, next } = await list({ search: 'MANY.example', ...(continuation ? { continuation } : {}) });
    ids.push(...found.map((item) => ('id' in item ? String(item.id) : '')));
    if (next === null) break;
    continuation = next;
  }
  expect(ids.toSorted()).toEqual(many.map(({ address }) => address).toSorted());
  expect((await list({ search: 'person 249' })).items).toMatchObject([{ id: 'p249@many.example' }]);
  expect((await list({ search: 'many', client: 'northwind', limit: 1000 })).items).toHaveLength(125);
  await expect(list({ continuation: 'x' })).rejects.toMatchObject({ status: 400 });
});

test('a client with contacts stays, and the answer says how many', async () => {
  await expect(removeSetting(api.deps, clients, { id: 'northwind', ifMatch: '*', by: 'Ada' })).rejects.toMatchObject({
    status: 409,
    message: 'client Northwind has 125 contacts: move or remove these first',
  });
});
