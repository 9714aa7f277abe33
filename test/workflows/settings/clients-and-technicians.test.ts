import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedSettings } from '../../../shared/adapters/cosmos/settings.ts';
import { domainKey } from '../../../shared/domain/contacts/contact.ts';
import { settingDeps } from '../../../shared/wiring/setting-store.ts';
import { changeSetting } from '../../../shared/workflows/settings/change-setting.ts';
import { createSetting } from '../../../shared/workflows/settings/create-setting.ts';
import { listSettings } from '../../../shared/workflows/settings/list-settings.ts';
import { readSetting } from '../../../shared/workflows/settings/read-setting.ts';
import { removeSetting } from '../../../shared/workflows/settings/remove-setting.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';

/** What is set of clients and technicians, and what mail is judged by then. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
beforeAll(async () => {
  api = await aSettingsApi();
});
afterAll(() => api?.end());

const container = (name: string) => api.database.container(name);
/** The settings as a process that just started reads them. */
const settings = () =>
  cachedSettings(
    { settings: container('settings'), mailboxes: container('mailboxes'), contacts: container('contacts') },
    Date.now,
    () => {},
  )();
const clientOf = async (domain: string) => (await settings()).clients.get(domainKey(domain))?.client ?? null;
const create = async (kind: string, body: object) => createSetting(api.deps, await api.row(kind), body, 'Ada');
const change = async (kind: string, id: string, body: object) =>
  changeSetting(api.deps, await api.row(kind), { id, ifMatch: '*', body, by: 'Ada' });
const remove = async (kind: string, id: string) => removeSetting(api.deps, await api.row(kind), { id, ifMatch: '*', by: 'Ada' });

test('a client is known by its domains, and each domain belongs to one client', async () => {
  const { id } = await create('clients', { name: 'Northwind', domains: ['northwind.example', 'NorthWind.test'] });
  expect(await clientOf('northwind.test')).toEqual({ id, name: 'Northwind' });
  await expect(create('clients', { name: 'Southwind', domains: ['southwind.example', 'northwind.test'] })).rejects.toMatchObject({
    status: 409,
    message: 'domains: client "Northwind" (northwind) has "northwind.test" already',
  });
  await expect(create('clients', { name: 'Southwind', domains: ['nobody@southwind.example'] })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('body domains.0: must be a domain'),
  });
  await change('clients', id, { name: 'Northwind Traders', domains: ['northwind.example'] });
  expect(await clientOf('northwind.example')).toEqual({ id, name: 'Northwind Traders' });
  expect(await clientOf('northwind.test')).toBeNull();
});

test('a client stays while it has open tickets', async () => {
  const { id } = await create('clients', { name: 'Woodgrove', domains: [] });
  const ticket = { id: 'ticket', type: 'ticket', ticketId: 'woodgrove', client: { id, name: 'Woodgrove' }, status: 'open' };
  await container('tickets').items.create(ticket);
  await expect(remove('clients', id)).rejects.toMatchObject({ status: 409, message: expect.stringContaining('has 1 open ticket:') });
  await container('tickets')
    .item('ticket', 'woodgrove')
    .replace({ ...ticket, status: 'closed' });
  await remove('clients', id);
});

test('a technician stays while open tickets are theirs', async () => {
  const { id } = await create('technicians', { address: 'grace@contoso.example', name: 'Grace Hopper' });
  const ticket = { id: 'ticket', type: 'ticket', ticketId: 'graces', assignee: 'grace@contoso.example', status: 'pending' };
  await container('tickets').items.create(ticket);
  const refused = { status: 409, message: expect.stringContaining('technician Grace Hopper has 1 open ticket:') };
  await expect(remove('technicians', id)).rejects.toMatchObject(refused);
  await container('tickets')
    .item('ticket', 'graces')
    .replace({ ...ticket, assignee: null });
  await remove('technicians', id);
});

test('domains that were kept alone count, until their clients are asked for: then they are items of clients', async () => {
  const alone = (domain: string) => ({
    id: domainKey(domain),
    key: domainKey(domain),
    type: 'client-domain',
    domain,
    client: { id: 'Adatum Corp', name: 'Adatum' },
  });
  for (const domain of ['adatum.example', 'adatum.test']) await container('contacts').items.create(alone(domain));
  await container('contacts').items.create({ ...alone('torn.example'), client: 'Torn' });
  expect(await clientOf('adatum.test')).toEqual({ id: 'Adatum Corp', name: 'Adatum' });
  // another process: this one has brought them over already
  const { store } = settingDeps({ database: api.database, now: () => new Date(), forget: () => {} });
  const clients = await api.row('clients');
  const { items } = await listSettings({ store }, clients, { limit: 100 });
  expect(items).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ id: 'Adatum Corp', domains: ['adatum.example', 'adatum.test'] })]),
  );
  expect(await clientOf('adatum.test')).toEqual({ id: 'Adatum Corp', name: 'Adatum' });
  const left = await container('contacts').items.query("SELECT c.domain FROM c WHERE c.type = 'client-domain'").fetchAll();
  expect(left.resources).toEqual([{ domain: 'torn.example' }]);
  await change('clients', 'Adatum Corp', { name: 'Adatum', domains: ['adatum.example'] });
  expect(await clientOf('adatum.test')).toBeNull();
});

test('a client that can not be read holds up the mail of its domains, of no other', async () => {
  await container('settings').items.create({ id: 'torn', kind: 'client', clientId: 'torn', name: 7, domains: ['torn-client.example'] });
  await expect(clientOf('torn-client.example')).rejects.toThrow('The setting client "torn" can\'t be read (name: ');
  expect((await settings()).clientDomains).toContain('torn-client.example');
  expect(await clientOf('northwind.example')).toMatchObject({ name: 'Northwind Traders' });
  await change('clients', 'torn', { name: 'Mended', domains: ['torn-client.example'] });
  expect(await clientOf('torn-client.example')).toEqual({ id: 'torn', name: 'Mended' });
});

test('a technician counts while they are active, as do the addresses of the policy', async () => {
  const technicians = async () => (await settings()).policy().technicians.toSorted();
  expect(await technicians()).toEqual(['technician@contoso.example']);
  const { id, item } = await create('technicians', { address: 'Ada@contoso.example', name: 'Ada Lovelace' });
  expect(item).toMatchObject({ id: 'ada-lovelace', address: 'ada@contoso.example', active: true });
  expect(await technicians()).toEqual(['ada@contoso.example', 'technician@contoso.example']);
  await expect(create('technicians', { address: 'ADA@contoso.example', name: 'Another' })).rejects.toMatchObject({ status: 409 });
  await change('technicians', id, { address: 'ada@contoso.example', name: 'Ada Lovelace', active: false });
  // who has left counts no more, also where the policy names them
  await create('technicians', { address: 'technician@contoso.example', name: 'Gone', active: false });
  expect(await technicians()).toEqual([]);
  expect((await readSetting(api.deps, await api.row('policy'), 'policy')).item.technicians).toEqual(['technician@contoso.example']);
});

test('a technician whom the policy names too stays until it does not: they would count without their item', async () => {
  const { technicians } = (await settings()).policy();
  const { id } = await create('technicians', { address: 'linus@contoso.example', name: 'Linus' });
  await change('policy', 'policy', { technicians: [...technicians, 'linus@contoso.example'] });
  const refused = { status: 409, message: expect.stringContaining('technician Linus has 1 policy:') };
  await expect(remove('technicians', id)).rejects.toMatchObject(refused);
  await change('policy', 'policy', { technicians });
  await remove('technicians', id);
  expect((await settings()).policy().technicians).not.toContain('linus@contoso.example');
});
