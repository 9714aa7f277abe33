import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Resource, subscriptionId } from '../support/start-bicep.ts';
import { bicep, complaints, entra, ofType, predicted, refusal, variantNames } from '../support/variants.ts';

/** The template as the real compiler sees it, and what it would deploy: a change of that shows in the stored snapshots. */

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

  test('a sender name is made only where another sender than DoNotReply is wanted: by default Microsoft refuses it', () => {
    const made = (variant: string) => ofType(variant, 'Microsoft.Communication/emailServices/domains/senderUsernames').length;
    expect([made('default'), made('own-domain-unverified'), made('options'), made('own-domain')]).toEqual([0, 0, 0, 1]);
  });
});

describe.runIf(entra)('sign-in', () => {
  const application = () => entra?.find(({ type }) => type === 'Microsoft.Graph/applications@v1.0');

  test('knows the roles that the API asks for', () => {
    const asked = JSON.stringify(application()?.properties).match(/"value":"(\w+)"/g);
    expect(asked?.toSorted()).toEqual(['"value":"admin"', '"value":"technician"']);
    expect(read('shared/domain/api/principal.ts')).toContain("z.enum(['technician', 'admin'])");
  });

  test('has no secret, and the identity vouches for it', () => {
    expect(JSON.stringify(entra)).not.toMatch(/passwordCredentials|keyCredentials/);
    expect(entra?.map(({ type }) => type)).toContain('Microsoft.Graph/applications/federatedIdentityCredentials@v1.0');
  });
});
