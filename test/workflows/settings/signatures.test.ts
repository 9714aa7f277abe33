import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeSetting } from '../../../shared/workflows/settings/change-setting.ts';
import { createSetting } from '../../../shared/workflows/settings/create-setting.ts';
import { exportSettings } from '../../../shared/workflows/settings/export-settings.ts';
import { importSettings } from '../../../shared/workflows/settings/import-settings.ts';
import { removeSetting } from '../../../shared/workflows/settings/remove-setting.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';

/** Signatures as an admin sets them. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
beforeAll(async () => {
  api = await aSettingsApi();
});
afterAll(() => api.end());
const create = async (body: object) => createSetting(api.deps, await api.row('signatures'), body, 'Ada');

test('one is made safe when it is kept, and has a text', async () => {
  const html = '<p onclick="x()">{{ technician_name }}<script>x()</script><br>Contoso</p>';
  const { id, item, etag } = await create({ name: 'Contoso', scope: 'organisation', html });
  expect({ id, item }).toMatchObject({
    id: 'contoso',
    item: { html: '<p>{{ technician_name }}<br />Contoso</p>', text: '{{ technician_name }}\nContoso', none: false, logo: null },
  });
  const wrong = { id, ifMatch: etag, body: { ...item, html: '<p>{{ nope }}</p>' }, by: 'Ada' };
  await expect(changeSetting(api.deps, await api.row('signatures'), wrong)).rejects.toMatchObject({
    status: 422,
    message: expect.stringMatching(/^html: line 1, column 7: /),
  });
});

test('there is one for each scope and language', async () => {
  await expect(create({ name: 'Other', scope: 'organisation', html: 'x' })).rejects.toMatchObject({ status: 409 });
  expect(await create({ name: 'Deutsch', scope: 'organisation', language: 'de', html: 'x' })).toMatchObject({ id: 'deutsch' });
});

test('a queue with its own can not leave', async () => {
  await create({ name: 'Support', scope: 'queue', queueId: 'support', html: '<p>Support</p>' });
  await expect(create({ name: 'Nowhere', scope: 'queue', queueId: 'nowhere', html: 'x' })).rejects.toMatchObject({ status: 422 });
  const queue = { id: 'support', ifMatch: '*', by: 'Ada' };
  await expect(removeSetting(api.deps, await api.row('queues'), queue)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('1 signature'),
  });
});

test('they move with an export, and a document brings in none that is unsafe', async () => {
  const { settings } = await exportSettings(api.deps, undefined);
  expect(settings.signatures).toMatchObject([{ id: 'contoso' }, { id: 'deutsch' }, { id: 'support' }]);
  const unsafe = {
    id: 'tina',
    name: 'Tina',
    scope: 'technician',
    technician: 'tina@contoso.example',
    html: '<a href="javascript:x()">x</a>{{ nope }}',
  };
  const document = { schema: 1, settings: { signatures: [...(settings.signatures as object[]), unsafe] } };
  const { changes } = await importSettings(api.deps, document, { dryRun: true, by: 'Ada' });
  expect(changes).toMatchObject([
    { action: 'none' },
    { action: 'none' },
    { action: 'none' },
    { id: 'tina', problem: expect.stringContaining('html: ') },
  ]);
});
