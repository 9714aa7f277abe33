import { z } from 'zod';
import type { Answer, Route, SimulatedRequest } from '../simulator/routes.ts';
import { toDeletedBundle, toSecretBundle } from './secret-bundle.ts';
import type { SecretSettings, SecretStore, SecretVersion } from './secret-store.ts';
import { vaultRefusal } from './vault-error.ts';

/**
 * A value may have 25 KB (learn.microsoft.com/azure/key-vault/general/service-limits); JSON can
 * double that.
 */
const bodyLimit = 256 * 1024;
const valueLimit = 25 * 1024;
const pageSize = 25;
const whole = { withValue: true, withVersion: true };

const Attributes = z.object({
  enabled: z.boolean().exactOptional(),
  nbf: z.number().nullable().exactOptional(),
  exp: z.number().nullable().exactOptional(),
});
const Settings = z.object({
  contentType: z.string().max(255).nullish(),
  tags: z.record(z.string(), z.string()).optional(),
  attributes: Attributes.optional(),
});
const SetBody = Settings.extend({ value: z.string() });

/** The operations on secrets. Source: learn.microsoft.com/rest/api/keyvault/secrets */
export function vaultRoutes(url: string, store: SecretStore): Route<undefined>[] {
  const existing = (name: string, version?: string): SecretVersion => {
    const secret = store.deletedAt(name) === undefined ? store.get(name, version) : undefined;
    if (secret) return secret;
    throw vaultRefusal(
      404,
      'SecretNotFound',
      `A secret with (name/id) ${version ? `${name}/${version}` : name} was not found in this key vault.`,
    );
  };
  const deletedBundle = (name: string): Answer => {
    const at = store.deletedAt(name);
    const secret = store.get(name);
    if (at === undefined || !secret) throw vaultRefusal(404, 'SecretNotFound', `Deleted Secret not found: ${name}`);
    return { status: 200, body: toDeletedBundle(url, secret, at) };
  };
  const read = ({ name = '', version }: Record<string, string>): Answer => {
    const secret = existing(name, version);
    if (!secret.enabled) throw vaultRefusal(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled');
    return { status: 200, body: toSecretBundle(url, secret, whole) };
  };
  return [
    {
      operation: 'PUT /secrets/{name}',
      async answer(request, { name = '' }) {
        checkName(name);
        const { value, ...settings } = await parse(request, SetBody);
        if (Buffer.byteLength(value) > valueLimit)
          throw vaultRefusal(400, 'BadParameter', `The secret value is longer than ${valueLimit} bytes.`);
        if (store.deletedAt(name) !== undefined) {
          const message = `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; recover it first.`;
          throw vaultRefusal(409, 'Conflict', message, 'ObjectIsDeletedButRecoverable');
        }
        return { status: 200, body: toSecretBundle(url, store.set(name, value, toSettings(settings)), whole) };
      },
    },
    { operation: 'GET /secrets/{name}', answer: (_request, params) => read(params) },
    { operation: 'GET /secrets/{name}/{version}', answer: (_request, params) => read(params) },
    {
      operation: 'PATCH /secrets/{name}/{version}',
      async answer(request, { name = '', version = '' }) {
        existing(name, version);
        store.update(version, toSettings(await parse(request, Settings)));
        return { status: 200, body: toSecretBundle(url, existing(name, version), { withValue: false, withVersion: true }) };
      },
    },
    {
      operation: 'GET /secrets',
      answer(request) {
        const items = store.list(skipToken(request), pageSize + 1);
        return page(
          `${url}/secrets`,
          items.map((item) => [item.name, toSecretBundle(url, item, { withValue: false, withVersion: false })]),
        );
      },
    },
    {
      operation: 'GET /secrets/{name}/versions',
      answer(request, { name = '' }) {
        const items = store.deletedAt(name) === undefined ? store.versions(name, skipToken(request), pageSize + 1) : [];
        const bundles = items.map((item): Item => [item.version, toSecretBundle(url, item, { withValue: false, withVersion: true })]);
        return page(`${url}/secrets/${name}/versions`, bundles);
      },
    },
    {
      operation: 'DELETE /secrets/{name}',
      answer(_request, { name = '' }) {
        existing(name);
        store.delete(name);
        return deletedBundle(name);
      },
    },
    { operation: 'GET /deletedsecrets/{name}', answer: (_request, { name = '' }) => deletedBundle(name) },
    {
      operation: 'GET /deletedsecrets',
      answer(request) {
        const names = store.listDeleted(skipToken(request), pageSize + 1);
        return page(
          `${url}/deletedsecrets`,
          names.map((name) => [name, deletedBundle(name)]),
        );
      },
    },
    {
      operation: 'POST /deletedsecrets/{name}/recover',
      answer(_request, { name = '' }) {
        deletedBundle(name);
        store.recover(name);
        return { status: 200, body: toSecretBundle(url, existing(name), { withValue: false, withVersion: true }) };
      },
    },
    {
      operation: 'DELETE /deletedsecrets/{name}',
      answer(_request, { name = '' }) {
        deletedBundle(name);
        throw vaultRefusal(
          403,
          'Forbidden',
          'Operation "purge" is not allowed because purge protection is enabled for this vault.',
          'ForbiddenByPolicy',
        );
      },
    },
  ];
}

type Item = [key: string, bundle: unknown];

function page(address: string, items: Item[]): Answer {
  const shown = items.slice(0, pageSize);
  const last = shown.at(-1);
  const nextLink = items.length > pageSize && last ? `${address}?api-version=7.6&$skiptoken=${encodeURIComponent(last[0])}` : null;
  return { status: 200, body: { value: shown.map(([, bundle]) => bundle), nextLink } };
}

function skipToken(request: SimulatedRequest): string {
  return request.url.searchParams.get('$skiptoken') ?? '';
}

function checkName(name: string): void {
  if (/^[0-9a-zA-Z-]{1,127}$/.test(name)) return;
  throw vaultRefusal(400, 'BadParameter', `The request URI contains an invalid name: ${name}`);
}

function toSettings({ contentType, tags, attributes }: z.infer<typeof Settings>): SecretSettings {
  return { ...attributes, ...(tags ? { tags } : {}), ...(contentType === undefined ? {} : { contentType }) };
}

async function parse<T>(request: SimulatedRequest, schema: z.ZodType<T>): Promise<T> {
  const text = (await request.body(bodyLimit)).toString('utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    throw vaultRefusal(400, 'BadParameter', issue ? `${issue.path.join('.')}: ${issue.message}` : 'The body is not JSON.');
  }
}
