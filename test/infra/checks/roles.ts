import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../support/start-bicep.ts';
import { bicep, predicted, variantNames } from '../support/variants.ts';

/** Least roles: each one is needed by a line of code, and each client in the code has its role. */

const read = (file: string) => readFileSync(file, 'utf8');
/** By the role's id: its name, and the resources that it is assigned on. */
const known: Record<string, string> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a': 'Storage Queue Data Message Sender',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
  '09976791-48a7-449e-bb21-39d1a415f350': 'Communication and Email Service Owner',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '00000000-0000-0000-0000-000000000002': 'Cosmos DB Built-in Data Contributor',
};
/** Each client of an Azure service that the wiring makes, and the grant that it works with. */
const clientsNeed: Record<string, string> = {
  BlobServiceClient: 'Storage Blob Data Contributor on stmail',
  QueueServiceClient: 'Storage Queue Data Contributor on st',
  SecretClient: 'Key Vault Secrets Officer on kv',
  EmailClient: 'Communication and Email Service Owner on acs',
  CosmosClient: 'Cosmos DB Built-in Data Contributor on psa-email',
};
/** What the platform does on the app's behalf. */
const hostNeeds = ['Storage Blob Data Owner on st', 'Monitoring Metrics Publisher on appi'];
/** What Event Grid does with its own identity: on one queue and one container. */
const eventGridNeeds = ['Storage Queue Data Message Sender on delivery-reports', 'Storage Blob Data Contributor on dead-delivery-reports'];

const assignments = (variant: string) =>
  (predicted.get(variant) ?? []).filter(({ type }) => /(?:roleAssignments|sqlRoleAssignments)$/.test(type));

/**
 * What a role is given on. For an identity the id of the assignment is text that holds it, since
 * the name is known only at deployment.
 */
const scopeOf = ({ id, properties }: Resource): string => {
  const [, on = id] = /^\[extensionResourceId\('([^']+)'/.exec(id) ?? /^(.*)\/providers\/Microsoft\.Authorization\//.exec(id) ?? [];
  return String(properties.scope ?? on);
};

/**
 * The grants of a variant to a principal: "role on resource" (without the unique part of its name).
 */
function grants(variant: string, isTheirs: (principal: string) => boolean): string[] {
  return assignments(variant)
    .filter(({ properties }) => isTheirs(String(properties.principalId)))
    .map((assignment) => {
      const role = String(assignment.properties.roleDefinitionId).replace(/^.*\//, '');
      const on = scopeOf(assignment).split('/').at(-1) ?? '';
      return `${known[role] ?? role} on ${on.replace(/-?[a-z0-9]{13}$/, '')}`;
    })
    .toSorted();
}
const app = (principal: string) => principal.includes('userAssignedIdentities');
const eventGrid = (principal: string) => principal.includes('systemTopics');

describe.runIf(bicep).each(variantNames)('%s', (variant) => {
  test('the app has a role for each client in the code, and no other', () => {
    const made = globSync('shared/**/*.ts').flatMap((file) =>
      [...read(file).matchAll(/\bnew (\w+Client)\(|\b(\w+Client)\.from\w+\(/g)].map(([, made, from]) => made ?? from ?? ''),
    );
    const azure = [...new Set(made)].filter(isAzure);
    expect(azure.filter((name) => !(name in clientsNeed))).toEqual([]);
    expect(grants(variant, app)).toEqual([...azure.map((name) => clientsNeed[name] ?? ''), ...hostNeeds].toSorted());
  });

  test('Event Grid may write to its queue and its dead letters', () => {
    expect(grants(variant, eventGrid)).toEqual(eventGridNeeds.toSorted());
  });

  test('nobody else has a role, except the developer with access, who has the same ones', () => {
    const developer = grants(variant, (principal) => !app(principal) && !eventGrid(principal));
    expect(developer).toEqual(variant === 'options' ? grants(variant, app) : []);
  });

  test('an identity that was created again can get its roles: their names contain its id', () => {
    expect(assignments(variant).length).toBeGreaterThan(8);
    for (const { name, properties } of assignments(variant)) {
      const principal = String(properties.principalId).replace(/^\[(.*)\]$/, '$1');
      // the id of a person is known before, and so is the name
      if (principal !== String(properties.principalId)) expect(name).toContain(principal);
    }
  });

  test('each role assignment names a line of code that needs it, and the line is there', () => {
    for (const { id, properties } of (predicted.get(variant) ?? []).filter(
      ({ type }) => type === 'Microsoft.Authorization/roleAssignments',
    )) {
      const [file = '', text = ''] = String(properties.description).split(/: (.*)/s);
      expect(read(file), id).toContain(text);
    }
  });
});

/** Whether a class comes from an Azure package (and not from another library). */
function isAzure(name: string): boolean {
  return globSync('shared/**/*.ts').some((file) => new RegExp(`\\b${name}\\b[^;]*(?:from|import\\()\\s*'@azure/`).test(read(file)));
}
