import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Resource, subscriptionId } from '../support/start-bicep.ts';
import { bicep, complaints, entra, functions, ofType, predicted, refusal, variantNames } from '../support/variants.ts';

/**
 * The template as the real compiler sees it, and what it would deploy: a change of that shows in
 * the stored snapshots.
 */

const read = (file: string) => readFileSync(file, 'utf8');

describe.runIf(bicep)('the compiler', () => {
  test('has no error, and no warning: unknown properties and wrong types are only warnings', () => {
    expect(complaints).toEqual([]);
  });

  test('sees every file', () => {
    for (const file of globSync('infra/app/*.bicep')) expect(read('infra/main.bicep')).toContain(`'${file.replace('infra/', '')}'`);
  });

  test('checks sign-in by the same rules as the rest', () => {
    const { analyzers } = JSON.parse(read('infra/entra/bicepconfig.json'));
    expect(analyzers).toEqual(JSON.parse(read('infra/bicepconfig.json')).analyzers);
  });

  test('is told to be silent only with a reason', () => {
    const silenced = globSync('infra/**/*.bicep').flatMap((file) => read(file).match(/^.*#disable-.*$/gm) ?? []);
    for (const line of silenced) expect(line).toMatch(/#disable-next-line [\w-]+ \/\/ .{20,}/);
  });
});

/** As a reviewer reads it: one block for each resource, without the long beginnings of ids. */
const shown = (resources: Resource[]) =>
  `${JSON.stringify(resources, null, 2)
    .replaceAll(new RegExp(`/subscriptions/${subscriptionId}/resourceGroups/rg-[^/'"]+`, 'g'), '~')
    .replaceAll(`/subscriptions/${subscriptionId}`, '~~')}\n`;

describe.runIf(bicep)('what would be deployed (review the change, then: npx vitest run test/infra -u)', () => {
  test.each(variantNames)('%s', async (name) => {
    await expect(shown(predicted.get(name) ?? [])).toMatchFileSnapshot(`./snapshots/${name}.json`);
  });

  test.runIf(entra)('sign-in', async () => {
    await expect(shown(entra ?? [])).toMatchFileSnapshot('./snapshots/entra.json');
  });

  test('is the same each time: nothing depends on the moment or on chance', () => {
    expect(globSync('infra/**/*.bicep').filter((file) => /\b(?:utcNow|newGuid)\(/.test(read(file)))).toEqual([]);
  });
});

describe.runIf(bicep)('settings that would not work', () => {
  test('one subnet without the other is refused, by their names: the stores would be closed to the app', () => {
    expect(refusal).toContain('APP_SUBNET_ID and ENDPOINT_SUBNET_ID go together');
  });

  test('a sender name is created only if a sender other than DoNotReply is configured: by default Microsoft refuses it', () => {
    const made = (variant: string) => ofType(variant, 'Microsoft.Communication/emailServices/domains/senderUsernames').length;
    expect([made('default'), made('own-domain-unverified'), made('options'), made('own-domain')]).toEqual([0, 0, 0, 1]);
  });
});

describe.runIf(entra)('sign-in', () => {
  const application = () => entra?.find(({ type }) => type === 'Microsoft.Graph/applications@v1.0');

  test('knows the roles that the API asks for', () => {
    const asked = JSON.stringify(application()?.properties).match(/"value":"(\w+)"/g);
    expect(asked?.toSorted()).toEqual(['"value":"admin"', '"value":"technician"']);
    expect(read('shared/api/principal.ts')).toContain("z.enum(['technician', 'admin'])");
  });

  test('has no secret, and the identity vouches for it', () => {
    expect(JSON.stringify(entra)).not.toMatch(/passwordCredentials|keyCredentials/);
    expect(entra?.map(({ type }) => type)).toContain('Microsoft.Graph/applications/federatedIdentityCredentials@v1.0');
  });
});

describe.runIf(bicep)('after a restore', () => {
  test('the app, its role, the private endpoint and the diagnostics go to the account that was restored; no other is made', () => {
    expect(ofType('restored', 'Microsoft.DocumentDB/databaseAccounts')).toEqual([]);
    const [settings] = ofType('restored', 'Microsoft.Web/sites/config').filter(({ id }) => id.endsWith('/appsettings'));
    expect(settings?.properties.COSMOS_ENDPOINT).toContain('cosmos-restored12345');
    const [role] = ofType('restored', 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments');
    expect(role?.properties.scope).toMatch(/cosmos-restored12345\/dbs\/psa-email$/);
    const endpoints = ofType('restored', 'Microsoft.Network/privateEndpoints').filter(({ properties }) =>
      /"Sql"/.test(JSON.stringify(properties)),
    );
    expect(endpoints.map(({ id }) => id)).toEqual([expect.stringContaining('pep-cosmos-restored12345-')]);
    expect(JSON.stringify(endpoints)).toContain('databaseAccounts/cosmos-restored12345');
    const watched = ofType('restored', 'Microsoft.Insights/diagnosticSettings').map(({ id }) => id);
    expect(watched).toContainEqual(expect.stringContaining('databaseAccounts/cosmos-restored12345/'));
  });

  test('the vault that azd down left behind is recovered', () => {
    expect(ofType('restored', 'Microsoft.KeyVault/vaults')[0]?.properties).toMatchObject({ createMode: 'recover' });
    expect(ofType('default', 'Microsoft.KeyVault/vaults')[0]?.properties).toMatchObject({ createMode: 'default' });
  });
});

test.runIf(bicep)(
  'the resources with mails, tickets and signing keys are locked against deletion if that is configured, and only then',
  () => {
    const locked = (variant: string) => ofType(variant, 'Microsoft.Authorization/locks').map(({ id }) => id.split('/').at(-5));
    expect(locked('options').toSorted()).toEqual([
      expect.stringMatching(/^cosmos-/),
      expect.stringMatching(/^kv-/),
      expect.stringMatching(/^stmail/),
    ]);
    expect(locked('default')).toEqual([]);
  },
);

test.runIf(bicep)('instances are kept warm for what is asked for, and for functions that exist', () => {
  const warm = (variant: string) =>
    /"alwaysReady":(\[.*?\])/.exec(JSON.stringify(ofType(variant, 'Microsoft.Web/sites')[0]?.properties))?.[1];
  expect(warm('default')).toBe('[{"name":"http","instanceCount":1}]');
  expect(warm('options')).toBe('[{"name":"function:ingest-mail","instanceCount":1}]');
  expect(functions.map(({ name }) => name)).toContain('ingest-mail');
});

test.runIf(bicep)('there is a daily cap of the logs only if it is set', () => {
  const cap = (variant: string) => ofType(variant, 'Microsoft.OperationalInsights/workspaces')[0]?.properties.workspaceCapping;
  expect([cap('default'), cap('options')]).toEqual([{ dailyQuotaGb: -1 }, { dailyQuotaGb: 2 }]);
});

test.runIf(bicep)('Event Grid has its roles long before its subscription is tested, and is a service that a closed account lets in', () => {
  // what is predicted comes in the order of deployment; a user-assigned identity would not pass the
  // firewall
  const order = (predicted.get('default') ?? []).map(({ type, properties }) => `${type} ${properties.principalId ?? ''}`);
  const role = order.findIndex((line) => line.includes('roleAssignments') && line.includes('systemTopics'));
  const subscription = order.findIndex((line) => line.includes('eventSubscriptions'));
  expect(role).toBeGreaterThan(0);
  expect(role).toBeLessThan(order.findIndex((line) => line.startsWith('Microsoft.Web/sites ')));
  expect(subscription).toBeGreaterThan(order.findIndex((line) => line.startsWith('Microsoft.Web/sites ')));
  expect(ofType('default', 'Microsoft.EventGrid/systemTopics')).toMatchObject([{ identity: { type: 'SystemAssigned' } }]);
});
