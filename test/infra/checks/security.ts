import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bicep, nameOf, ofType, predicted, variantNames } from '../support/variants.ts';

/**
 * Rules for every resource of every variant. A type without a rule fails, so that somebody thinks
 * about it.
 */

type Rule = { names: RegExp; must?: object; diagnostics?: boolean; closed?: object };
const anyName = /./;
/**
 * `names`: Azure's rule for the name. `must`: properties. `closed`: properties in a closed network.
 */
const rules: Record<string, Rule> = {
  'Microsoft.Resources/resourceGroups': { names: /^[-\w.()]{1,89}[-\w()]$/ },
  'Microsoft.OperationalInsights/workspaces': {
    names: /^[a-zA-Z0-9][-a-zA-Z0-9]{2,61}[a-zA-Z0-9]$/,
    must: { features: { disableLocalAuth: true } },
    diagnostics: true,
  },
  'Microsoft.Insights/components': { names: /^[-\w.()]{1,255}$/, must: { DisableLocalAuth: true } },
  'Microsoft.Insights/workbooks': { names: /^[0-9a-f-]{36}$/ },
  'Microsoft.Insights/diagnosticSettings': { names: anyName },
  'Microsoft.Insights/actionGroups': { names: /^[-\w]{1,260}$/ },
  'Microsoft.Insights/scheduledQueryRules': { names: /^[-\w]{1,260}$/, must: { enabled: true, skipQueryValidation: true } },
  'Microsoft.ManagedIdentity/userAssignedIdentities': { names: /^[a-zA-Z0-9][-\w]{2,127}$/ },
  'Microsoft.Storage/storageAccounts': {
    names: /^[a-z0-9]{3,24}$/,
    must: {
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      defaultToOAuthAuthentication: true,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
    },
    closed: { networkAcls: { defaultAction: 'Deny' } },
  },
  'Microsoft.Storage/storageAccounts/queueServices': { names: /^default$/, diagnostics: true },
  'Microsoft.Storage/storageAccounts/queueServices/queues': { names: /^[a-z0-9](?:-?[a-z0-9])+$/ },
  'Microsoft.Storage/storageAccounts/blobServices': {
    names: /^default$/,
    must: { containerDeleteRetentionPolicy: { enabled: true } },
    diagnostics: true,
  },
  'Microsoft.Storage/storageAccounts/blobServices/containers': { names: /^[a-z0-9](?:-?[a-z0-9]){2,62}$/, must: { publicAccess: 'None' } },
  'Microsoft.Storage/storageAccounts/managementPolicies': { names: /^default$/ },
  'Microsoft.DocumentDB/databaseAccounts': {
    names: /^[a-z0-9][-a-z0-9]{1,42}[a-z0-9]$/,
    must: {
      disableLocalAuth: true,
      disableKeyBasedMetadataWriteAccess: true,
      minimalTlsVersion: 'Tls12',
      backupPolicy: { type: 'Continuous' },
    },
    diagnostics: true,
    closed: { publicNetworkAccess: 'Disabled' },
  },
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases': { names: /^[^/\\#?]{1,255}$/ },
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers': { names: /^[^/\\#?]{1,255}$/ },
  'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments': { names: /^[0-9a-f-]{36}$/ },
  'Microsoft.KeyVault/vaults': {
    names: /^[a-zA-Z](?:-?[a-zA-Z0-9]){2,23}$/,
    must: { enableRbacAuthorization: true, enableSoftDelete: true, enablePurgeProtection: true, softDeleteRetentionInDays: 90 },
    diagnostics: true,
    closed: { publicNetworkAccess: 'Disabled', networkAcls: { defaultAction: 'Deny', bypass: 'None' } },
  },
  'Microsoft.Communication/emailServices': { names: /^[-a-zA-Z0-9]{1,63}$/ },
  'Microsoft.Communication/emailServices/domains': { names: /^[-a-zA-Z0-9.]{1,253}$/, must: { userEngagementTracking: 'Disabled' } },
  'Microsoft.Communication/emailServices/domains/senderUsernames': { names: /^[-\w.]{1,63}$/ },
  'Microsoft.Communication/communicationServices': { names: /^[-a-zA-Z0-9]{1,63}$/, must: { disableLocalAuth: true }, diagnostics: true },
  'Microsoft.Authorization/roleAssignments': { names: /^[0-9a-f-]{36}$/ },
  'Microsoft.Authorization/locks': { names: /^keep$/, must: { level: 'CanNotDelete' } },
  'Microsoft.Web/serverfarms': { names: /^[-a-zA-Z0-9]{1,40}$/ },
  'Microsoft.Web/sites': {
    // 32 characters and no more: the host's id is made from them
    names: /^[a-zA-Z0-9][-a-zA-Z0-9]{0,30}[a-zA-Z0-9]$/,
    must: {
      httpsOnly: true,
      siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled', remoteDebuggingEnabled: false },
    },
    diagnostics: true,
  },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': { names: /^(?:ftp|scm)$/, must: { allow: false } },
  'Microsoft.Web/sites/config': { names: /^(?:appsettings|authsettingsV2)$/ },
  'Microsoft.EventGrid/systemTopics': { names: /^[-a-zA-Z0-9]{3,128}$/, diagnostics: true },
  'Microsoft.EventGrid/systemTopics/eventSubscriptions': { names: /^[-a-zA-Z0-9]{3,64}$/ },
  'Microsoft.Network/virtualNetworks': { names: /^[a-zA-Z0-9][-\w.]{0,62}\w$/, diagnostics: true },
  'Microsoft.Network/networkSecurityGroups': { names: /^[a-zA-Z0-9][-\w.]{0,78}\w$/ },
  'Microsoft.Network/privateDnsZones': { names: /^[-a-z0-9.]{1,63}$/ },
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': { names: /^[a-zA-Z0-9][-\w.]{0,78}\w$/ },
  'Microsoft.Network/privateEndpoints': { names: /^[a-zA-Z0-9][-\w.]{0,62}\w$/ },
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': { names: /^default$/ },
  'Microsoft.Consumption/budgets': { names: /^[-\w]{1,63}$/ },
};

describe.runIf(bicep).each(variantNames)('%s', (variant) => {
  const all = () => predicted.get(variant) ?? [];

  test('every resource keeps the rules of its type, and has a rule', () => {
    expect(all().length).toBeGreaterThan(30);
    for (const resource of all()) {
      const rule = rules[resource.type];
      expect(rule, `a rule for ${resource.type}`).toBeDefined();
      // a name that holds the cloud's suffix is made up at deployment
      if (!resource.id.startsWith('[')) expect(nameOf(resource), resource.id).toMatch(rule?.names ?? anyName);
      expect(resource.properties, resource.id).toMatchObject(rule?.must ?? {});
      if (/network/.test(variant)) expect(resource.properties, resource.id).toMatchObject(rule?.closed ?? {});
    }
  });

  test('whatever has diagnostics sends them to the workspace', () => {
    const watched = new Set(
      all()
        .filter(({ type }) => type === 'Microsoft.Insights/diagnosticSettings')
        .map(({ id }) => id.replace(/\/providers\/Microsoft\.Insights\/diagnosticSettings\/.*$/, '')),
    );
    const made = all().filter(({ type }) => rules[type]?.diagnostics);
    // an account that was restored is not made, and is watched all the same
    const databases = ofType(variant, 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases');
    const wanted = new Set([...made.map(({ id }) => id), ...databases.map(({ id }) => id.replace(/\/sqlDatabases\/.*$/, ''))]);
    expect([...watched].toSorted()).toEqual([...wanted].toSorted());
  });

  test('every resource that can have tags carries the one of its azd environment; the site is the service of azure.yaml', () => {
    for (const resource of all().filter(({ location }) => typeof location === 'string'))
      expect(resource, resource.id).toMatchObject({ tags: { 'azd-env-name': expect.any(String) } });
    const [, service] = /^services:\n {2}([\w-]+):/m.exec(readFileSync('azure.yaml', 'utf8')) ?? [];
    expect(all().find(({ type }) => type === 'Microsoft.Web/sites')).toMatchObject({ tags: { 'azd-service-name': service } });
  });

  test('nothing secret: no list*() of keys, no connection string but the one of Application Insights, which opens nothing', () => {
    const text = JSON.stringify(all());
    expect(text).not.toMatch(/list(?:Keys|ConnectionStrings|Credentials|AccountSas)\(/i);
    expect(text).not.toMatch(/AccountKey=|SharedAccessKey/);
  });
});

test.runIf(bicep)('closed: a private endpoint for each account and vault, by each service that the app uses', () => {
  for (const variant of ['network-closed', 'existing-network']) {
    const reached = (predicted.get(variant) ?? [])
      .filter(({ type }) => type === 'Microsoft.Network/privateEndpoints')
      .map(({ properties }) =>
        /"privateLinkServiceId":"[^"]*\/([a-z]+)-?[a-z0-9]{13}","groupIds":\["(\w+)"/.exec(JSON.stringify(properties))?.slice(1).join(' '),
      );
    expect(reached).toEqual(['st blob', 'st queue', 'stmail blob', 'cosmos Sql', 'kv vault']);
  }
});
