import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isCurrent } from '../../shared/api/settings/if-match.ts';
import { settingApis } from '../../shared/api/settings/setting-apis.ts';

/** The table of the kinds of settings. */

const Properties = z.object({ properties: z.record(z.string(), z.unknown()) });
/** Its fields; of each of its variants when there are some. */
const variantsOf = (schema: z.ZodType) => {
  const described = z.looseObject({ oneOf: z.array(Properties).optional(), anyOf: z.array(Properties).optional() });
  const { oneOf, anyOf, ...one } = described.parse(z.toJSONSchema(schema, { io: 'output' }));
  return oneOf ?? anyOf ?? [Properties.parse(one)];
};

describe.each(settingApis)('settings of kind $kind', ({ kind, single, row }) => {
  test('are of the row of that name, and described in the document of the API', async () => {
    const { kind: own, input, shown, extras, unset } = await row();
    expect(own).toBe(kind);
    expect(unset !== undefined).toBe(single === true);
    // a misspelt field is refused
    expect(JSON.stringify(z.toJSONSchema(input, { io: 'input' }))).toContain('"additionalProperties":false');
    for (const { properties } of variantsOf(shown))
      expect(Object.keys(properties)).toEqual(expect.arrayContaining([...(single ? [] : ['id']), 'updatedBy', 'updatedAt']));
    // what can't be changed may be sent back
    expect(Object.keys(extras.shape)).toEqual(expect.arrayContaining(['updatedBy', 'updatedAt']));
  });
});

test('each kind comes after those that it names: an import goes in this order', async () => {
  const rows = await Promise.all(settingApis.map(({ row }) => row()));
  const wrong = rows.flatMap(({ kind, namesKinds }, at) =>
    namesKinds.filter((named) => rows.findIndex((row) => row.kind === named) >= at).map((named) => `${kind} names ${named}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['the version that is there', '"a"', true],
  ['one of several', '"x", "a"', true],
  ['any', '*', true],
  ['another', '"b"', false],
  // a weak tag says only that two look alike (RFC 9110 13.1.1 asks for strong comparison)
  ['a weak tag', 'W/"a"', false],
])('If-Match with %s', (_, sent, expected) => {
  expect(isCurrent(sent, '"a"')).toBe(expected);
});

test.each([null, '', ' '])('a change without If-Match is refused (%j)', (sent) => {
  expect(() => isCurrent(sent, '"a"')).toThrow(/^if-match: send the ETag/);
});
