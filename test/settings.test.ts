import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSettings, Settings } from '../shared/config.ts';

/** One list of settings, in three places: the schema, the sample for `func start`, and the deployment. */

const sample: { Values: Record<string, string> } = JSON.parse(readFileSync('local.settings.sample.json', 'utf8'));
/** Set by the platform, not by an admin. */
const ofThePlatform = ['WEBSITE_AUTH_ENABLED'];
/** Read by the Functions host, not by the app. */
const ofTheHost = ['FUNCTIONS_WORKER_RUNTIME'];

test('the sample names every setting of the schema, and no other', () => {
  const schema = Object.keys(Settings.shape).filter((name) => !ofThePlatform.includes(name));
  expect(
    Object.keys(sample.Values)
      .filter((name) => !ofTheHost.includes(name))
      .toSorted(),
  ).toEqual(schema.toSorted());
});

test('the sample is accepted as it is', () => {
  expect(parseSettings(sample.Values)).toMatchObject({
    COSMOS_DATABASE: 'psa-email',
    MAX_MAIL_BYTES: 52_428_800,
    WEBSITE_AUTH_ENABLED: false,
  });
});

test('a wrong setting is named, with what it must be, and never its value', () => {
  const wrong = { ...sample.Values, COSMOS_ENDPOINT: 'secret-thing', MAX_MAIL_BYTES: '3', TICKET_URL: 'http://x' };
  expect(() => parseSettings(wrong)).toThrow(/COSMOS_ENDPOINT: .*TICKET_URL: must be a URL with \{number\}.*MAX_MAIL_BYTES: /);
  expect(() => parseSettings(wrong)).not.toThrow(/secret-thing/);
});

test('without a connection string both storage endpoints are needed', () => {
  expect(() => parseSettings({ ...sample.Values, AzureWebJobsStorage: '' })).toThrow(/BLOB_ENDPOINT and QUEUE_ENDPOINT/);
});
