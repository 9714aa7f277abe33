import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

/**
 * What an admin sets with `azd env set` reaches the template, from their machine and from the
 * pipeline, and is in the docs.
 */

const read = (file: string) => readFileSync(file, 'utf8');
const Parameters = z.object({ parameters: z.record(z.string(), z.object({ value: z.string() })) });
const given = Object.entries(Parameters.parse(JSON.parse(read('infra/main.parameters.json'))).parameters).map(([name, { value }]) => {
  const [, setting = '', preset = ''] = /^\$\{(\w+)=?(.*)\}$/.exec(value) ?? [];
  return { name, setting, preset };
});
/**
 * azd knows the first by itself; the developer's access is for people, and a pipeline is none; a
 * vault is brought back once, by hand; a lock needs an Owner, and stays when a pipeline does not
 * name it.
 */
const notInPipelines = ['AZURE_PRINCIPAL_ID', 'DEVELOPER_ACCESS', 'VAULT_RECOVER', 'DELETE_LOCK'];
const ofPipelines = given.map(({ setting }) => setting).filter((setting) => !notInPipelines.includes(setting));

test('every upgrade keeps what a restore set, from a person’s machine and from the pipeline', () => {
  expect(ofPipelines).toContain('COSMOS_ACCOUNT');
});

test('each parameter of main.bicep can be set, and its default is the same in both files', () => {
  const declared = [...read('infra/main.bicep').matchAll(/^param (\w+) \w+(?: = (.*))?$/gm)].map(([, name = '', preset = '']) => ({
    name,
    preset: preset.replaceAll("'", ''),
  }));
  expect(given.map(({ name, preset }) => ({ name, preset }))).toEqual(declared);
});

test.each(['ci', 'azure-dev'])('workflow %s passes all of them on: one that it forgets would be reset to its default', (workflow) => {
  const handedOn = [...read(`.github/workflows/${workflow}.yml`).matchAll(/^ {6}(\w+): \$\{\{ vars\.(\w+) \}\}$/gm)];
  for (const [, variable, source] of handedOn) expect(variable).toBe(source);
  const ofAzd = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID'];
  expect(handedOn.map(([, variable]) => variable).toSorted()).toEqual([...ofAzd, ...ofPipelines].toSorted());
});

test('azd pipeline config copies them into the variables of the repository', () => {
  const [, list = ''] = /^ {2}variables:\n((?: {4}- \w+\n)+)/m.exec(read('azure.yaml')) ?? [];
  const copied = [...list.matchAll(/- (\w+)/g)].map(([, name]) => name);
  // these azd copies by itself
  expect([...copied, 'AZURE_ENV_NAME', 'AZURE_LOCATION'].toSorted()).toEqual(ofPipelines.toSorted());
});

test('docs/deploy.md knows each of them', () => {
  const unasked = ['AZURE_ENV_NAME', 'AZURE_LOCATION', 'AZURE_PRINCIPAL_ID'];
  for (const { setting } of given) if (!unasked.includes(setting)) expect(read('docs/deploy.md')).toContain(`\`${setting}\``);
});
