import { z } from 'zod';
import { type SettingApi, settingApis } from '../../shared/api/settings/setting-apis.ts';
import { route } from './route.ts';
import { settingDeps } from './setting-deps.ts';

/**
 * The routes of each kind of settings, by the table: GET and POST /api/{kind}, GET, PUT and DELETE
 * /api/{kind}/{id}. A path for each kind, not one with the kind in it: the host tries routes in the
 * order of their functions' names, and that one would take others'.
 */
const makers = { list, create, get, change, remove };
for (const api of settingApis) for (const verb of api.verbs) makers[verb](api);

function list({ kind, many, readers: role, row }: SettingApi): void {
  const definition = {
    name: `api-${kind}-list`,
    method: 'GET',
    route: kind,
    role,
    summary: `All ${many}, by their ids`,
    status: 200,
  } as const;
  const schemas = async () => {
    const { SettingQuery, settingPage } = await import('../../shared/api/settings/setting-page.ts');
    return { query: SettingQuery, answers: settingPage((await row()).shown) };
  };
  route({ ...definition, schemas }, async ({ query }) => {
    const { listSettings } = await import('../../shared/workflows/settings/list-settings.ts');
    return { jsonBody: await listSettings(await settingDeps(), await row(), query) };
  });
}

function create({ kind, one, row, maxBodyCharacters }: SettingApi): void {
  const definition = {
    name: `api-${kind}-create`,
    method: 'POST',
    route: kind,
    role: 'admin',
    summary: `Adds a ${one}`,
    status: 201,
    ...(maxBodyCharacters === undefined ? {} : { maxBodyCharacters }),
  } as const;
  const schemas = async () => ({ body: (await row()).input, answers: (await row()).shown });
  route({ ...definition, schemas }, async ({ body, principal }) => {
    const { createSetting } = await import('../../shared/workflows/settings/create-setting.ts');
    const made = await createSetting(await settingDeps(), await row(), await body(z.unknown()), principal.name || principal.id);
    return { status: 201, headers: { location: `/api/${kind}/${encodeURIComponent(made.id)}`, etag: made.etag }, jsonBody: made.item };
  });
}

function get({ kind, one, single, readers: role, row }: SettingApi): void {
  const summary = `The ${one}, with its version (ETag)`;
  const definition = { name: `api-${kind}-get`, method: 'GET', route: pathOf(kind, single), role, summary, status: 200 } as const;
  const schemas = async () => ({ params: paramsOf(kind, single), answers: (await row()).shown });
  route({ ...definition, schemas }, async ({ params }) => {
    const { readSetting } = await import('../../shared/workflows/settings/read-setting.ts');
    const { item, etag } = await readSetting(await settingDeps(), await row(), params.id);
    return { headers: { etag }, jsonBody: item };
  });
}

function change({ kind, one, single, row, maxBodyCharacters }: SettingApi): void {
  const summary = `Changes the ${one} that was read (If-Match): all that can be set, what is left out gets its default`;
  const definition = {
    name: `api-${kind}-change`,
    method: 'PUT',
    route: pathOf(kind, single),
    role: 'admin',
    summary,
    status: 200,
    ...(maxBodyCharacters === undefined ? {} : { maxBodyCharacters }),
  } as const;
  const schemas = async () => ({ params: paramsOf(kind, single), body: (await row()).input, answers: (await row()).shown });
  route({ ...definition, schemas }, async ({ params: { id }, body, ifMatch, principal }) => {
    const { changeSetting } = await import('../../shared/workflows/settings/change-setting.ts');
    const wanted = { id, ifMatch, body: await body(z.unknown()), by: principal.name || principal.id };
    const { item, etag } = await changeSetting(await settingDeps(), await row(), wanted);
    return { headers: { etag }, jsonBody: item };
  });
}

function remove({ kind, one, row }: SettingApi): void {
  const summary = `Removes the ${one} that was read (If-Match), if nothing hangs on it`;
  const definition = { name: `api-${kind}-remove`, method: 'DELETE', route: pathOf(kind), role: 'admin', summary, status: 200 } as const;
  const schemas = () => ({ params: paramsOf(kind), answers: z.object({ id: z.string() }) });
  route({ ...definition, schemas }, async ({ params: { id }, ifMatch, principal }) => {
    const { removeSetting } = await import('../../shared/workflows/settings/remove-setting.ts');
    await removeSetting(await settingDeps(), await row(), { id, ifMatch, by: principal.name || principal.id });
    return { jsonBody: { id } };
  });
}

// hoisted, as the table is gone through above
function pathOf(kind: string, single = false) {
  return single ? kind : `${kind}/{id}`;
}

/**
 * Any id that an item can have, also one that was made by hand. The one of a kind is named by it.
 */
function paramsOf(kind: string, single = false) {
  if (single) return z.object({}).transform(() => ({ id: kind }));
  return z.object({ id: z.string().regex(/^[^/\\?#]{1,320}$/, 'must be the id of an item') });
}
