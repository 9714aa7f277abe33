import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { settingRowOf } from '../../../shared/api/settings/setting-apis.ts';
import { Outcome } from '../../../shared/domain/trace/outcome.ts';
import { bicep, entra, functions, nameOf, predicted } from '../support/variants.ts';

/** The docs describe what is deployed and what the code does. */

const deploy = readFileSync('docs/deploy.md', 'utf8');
const operate = readFileSync('docs/operate.md', 'utf8');

describe.runIf(bicep)('the walk through the deployment', () => {
  const all = () => [...predicted.values()].flat();

  test('knows every type of resource', () => {
    const types = [...all(), ...(entra ?? [])].map(({ type }) => type.replace(/@.*$/, ''));
    for (const type of new Set(types)) expect(deploy).toContain(`\`${type}\``);
  });

  test('knows every resource by name', () => {
    // what is unique in a name is not in the docs; ids of roles, and names that only the deployment
    // knows, are none
    const names = all()
      .filter(({ id, type }) => type !== 'Microsoft.Resources/resourceGroups' && !id.startsWith('['))
      .map((resource) => nameOf(resource).replace(/(?<=[-a-z])[a-z0-9]{13}$/, '…'))
      .filter((name) => name !== 'default' && !/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name) && !name.includes("'"));
    for (const name of new Set(names)) expect(deploy).toContain(`\`${name}\``);
  });
});

test('the requests that connect a mailbox are as the API takes them', async () => {
  const bodies = [...deploy.matchAll(/^ask \$api\/api\/([a-z]+) --data '(.*?)'/gm)];
  expect(bodies.map(([, kind]) => kind)).toEqual(['queues', 'clients', 'mailboxes']);
  for (const [, kind = '', body = ''] of bodies) {
    const { input } = await settingRowOf(kind);
    expect(input.safeParse(JSON.parse(body)).error, kind).toBeUndefined();
  }
});

test('the tree for missing tickets knows every outcome and every failure of a mailbox', () => {
  for (const outcome of Outcome.options) expect(operate).toMatch(new RegExp(`[├└]─ .*\\b${outcome}\\b`));
  const [, failures = ''] = /type SourceFailure =([^;]*);/.exec(readFileSync('shared/errors.ts', 'utf8')) ?? [];
  // a mail that is too large is not a failure of the mailbox: it is quarantined
  const named = [...failures.matchAll(/'([\w-]+)'/g)].map(([, failure = '']) => failure).filter((failure) => failure !== 'too-large');
  expect(named.length).toBeGreaterThan(3);
  for (const failure of named) expect(operate).toMatch(new RegExp(`[├└]─ ${failure} `));
});

test('every poison queue is explained, with its function', () => {
  for (const { name, bindings } of functions)
    for (const { queueName } of Object.values(bindings))
      if (`${queueName}`.endsWith('-poison')) expect(operate).toMatch(new RegExp(`\\| \`${queueName}\` +\\| ${name} `));
});
