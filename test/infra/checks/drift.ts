import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CONTAINERS, QUEUES } from '../../../local/cloud/prepare-storage.ts';
import { containers } from '../../../shared/adapters/cosmos/containers.ts';
import { Settings } from '../../../shared/config.ts';
import { bicep, functions, nameOf, ofType, variantNames } from '../support/variants.ts';

/** What the code uses is deployed, and nothing that it does not use: in every variant. */

const read = (file: string) => readFileSync(file, 'utf8');
const triggers = globSync('functions/**/*.ts');

describe.runIf(bicep).each(variantNames)('%s', (variant) => {
  test('queues: each that a function or the wiring uses, with its poison twin', () => {
    const deployed = ofType(variant, 'Microsoft.Storage/storageAccounts/queueServices/queues').map(nameOf).toSorted();
    const bound = functions.flatMap(({ bindings }) =>
      Object.values(bindings).flatMap(({ queueName }) => (typeof queueName === 'string' ? [queueName] : [])),
    );
    const wiring = globSync('shared/wiring{.ts,/**/*.ts}').map(read).join('\n');
    const written = [...wiring.matchAll(/\.queue\('([^']+)'\)/g)].map(([, name = '']) => name);
    expect(written.length, 'queues that the wiring opens').toBeGreaterThan(0);
    const used = [...new Set([...bound, ...written])].map((name) => name.replace(/-poison$/, ''));
    expect(deployed).toEqual([...new Set(used)].flatMap((name) => [name, `${name}-poison`]).toSorted());
    // and the embedded cloud has the same
    expect(deployed).toEqual(QUEUES.flatMap((name) => [name, `${name}-poison`]).toSorted());
  });

  test('every poison queue has a function that reports it, and the alert knows that function', () => {
    const tellers = functions.filter(({ bindings }) =>
      Object.values(bindings).some(({ type, queueName }) => type === 'queueTrigger' && `${queueName}`.endsWith('-poison')),
    );
    expect(tellers).toHaveLength(QUEUES.length);
    for (const { name } of tellers) expect(read('infra/queries/poison.kql')).toContain(`"${name}"`);
  });

  test('Cosmos DB containers: partition key, TTL and indexing as shared/adapters/cosmos/containers.ts has them', () => {
    const deployed = ofType(variant, 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers').map(({ properties }) => {
      const { resource } = z.object({ resource: z.record(z.string(), z.unknown()) }).parse(properties);
      const { partitionKey, ...more } = resource;
      return { ...more, partitionKey: { paths: z.object({ paths: z.array(z.string()) }).parse(partitionKey).paths } };
    });
    expect(deployed).toEqual(containers);
  });

  test('the database is the one that COSMOS_DATABASE names', () => {
    const { COSMOS_DATABASE } = settingsOf(variant);
    expect(ofType(variant, 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases').map(nameOf)).toEqual([COSMOS_DATABASE]);
  });

  test('blob containers: those of the mails, the package, and the dead letters of Event Grid', () => {
    const used = [...read('shared/adapters/storage/blobs.ts').matchAll(/getContainerClient\('([^']+)'\)/g)].map(([, name = '']) => name);
    expect(used.toSorted()).toEqual(CONTAINERS.toSorted());
    expect(ofType(variant, 'Microsoft.Storage/storageAccounts/blobServices/containers').map(nameOf).toSorted()).toEqual(
      [...used, 'app-package', 'dead-delivery-reports'].toSorted(),
    );
    expect(JSON.stringify(ofType(variant, 'Microsoft.Web/sites'))).toContain("'app-package'");
    expect(JSON.stringify(ofType(variant, 'Microsoft.EventGrid/systemTopics/eventSubscriptions'))).toContain('"dead-delivery-reports"');
  });

  test('app settings: those of shared/config.ts, the ones of the platform, and no key', () => {
    const keys = ['COSMOS_KEY', 'AzureWebJobsStorage'];
    const schema = Object.keys(Settings.shape).filter((name) => name !== 'WEBSITE_AUTH_ENABLED' && !keys.includes(name));
    const ofThePlatform = [
      ...['accountName', 'credential', 'clientId'].map((part) => `AzureWebJobsStorage__${part}`),
      ...['APPLICATIONINSIGHTS_CONNECTION_STRING', 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'],
      'AzureWebJobsDisableHomepage',
      ...['OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID', 'WEBSITE_AUTH_AAD_ALLOWED_TENANTS'],
    ];
    expect(Object.keys(settingsOf(variant)).toSorted()).toEqual([...schema, ...ofThePlatform].toSorted());
  });

  test('each connection and %setting% of a binding is set', () => {
    const names = Object.keys(settingsOf(variant));
    for (const { name, bindings } of functions) {
      for (const binding of Object.values(bindings)) {
        if (typeof binding.connection === 'string') expect(names, name).toContain(`${binding.connection}__accountName`);
        for (const [, setting] of JSON.stringify(binding).matchAll(/%(\w+)%/g)) expect(names, name).toContain(setting);
      }
    }
  });

  test('only the routes without a user are left out of the sign-in', () => {
    const [authentication] = ofType(variant, 'Microsoft.Web/sites/config').filter(({ id }) => id.endsWith('/authsettingsV2'));
    if (variant === 'entra-off') return expect(authentication).toBeUndefined();
    // who asks for what there is not has to sign in as well
    const anonymous = functions
      .filter(({ name }) => !name.startsWith('api-') && name !== 'unknown')
      .flatMap(({ bindings }) => Object.values(bindings).flatMap(({ type, route }) => (type === 'httpTrigger' ? [`/api/${route}`] : [])));
    const { excludedPaths } = z
      .object({ globalValidation: z.object({ excludedPaths: z.array(z.string()), requireAuthentication: z.literal(true) }) })
      .parse(authentication?.properties).globalValidation;
    expect(excludedPaths.toSorted()).toEqual(anonymous.toSorted());
  });

  test('delivery reports go to the queue whose function reads them, kept until they are read', () => {
    const [subscription] = ofType(variant, 'Microsoft.EventGrid/systemTopics/eventSubscriptions');
    expect(subscription?.properties).toMatchObject({
      filter: { includedEventTypes: ['Microsoft.Communication.EmailDeliveryReportReceived'] },
      deliveryWithResourceIdentity: { destination: { properties: { queueName: 'delivery-reports', queueMessageTimeToLiveInSeconds: -1 } } },
    });
  });
});

function settingsOf(variant: string): Record<string, unknown> {
  return ofType(variant, 'Microsoft.Web/sites/config').find(({ id }) => id.endsWith('/appsettings'))?.properties ?? {};
}

test('an API function is one that asks who is calling', () => {
  for (const { name, bindings } of functions.filter(({ bindings: all }) => Object.values(all).some(({ type }) => type === 'httpTrigger'))) {
    const own = triggers.find((path) => path === `functions/${name}.ts` || path.slice(10, -3).replaceAll('/', '-') === name);
    // those of the table of settings have no file of their own
    const file = own ?? 'functions/http/setting-routes.ts';
    expect(/\b(?:route|requirePrincipal)\(/.test(read(file)), `${file} ${JSON.stringify(bindings)}`).toBe(name.startsWith('api-'));
  }
});

test('what takes every other path comes after all that have one: the host goes by their names', () => {
  const withRoute = functions.filter(({ bindings }) => Object.values(bindings).some(({ type }) => type === 'httpTrigger'));
  expect(
    withRoute
      .map(({ name }) => name.toUpperCase())
      .toSorted()
      .at(-1),
  ).toBe('UNKNOWN');
});
