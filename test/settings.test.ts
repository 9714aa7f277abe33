import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { parseSettings, Settings } from '../shared/config.ts';
import { pollSchedule, settingsProblem } from '../shared/wiring/app-settings.ts';

/**
 * One list of settings, in three places: the schema, the sample for `func start`, and the
 * deployment.
 */

const sample: { Values: Record<string, string> } = JSON.parse(readFileSync('local.settings.sample.json', 'utf8'));
/** Set by the platform, not by an admin. */
const ofThePlatform = ['WEBSITE_AUTH_ENABLED'];
/** Read by the Functions host, not by the app. */
const ofTheHost = ['FUNCTIONS_WORKER_RUNTIME'];

afterEach(() => vi.unstubAllEnvs());

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

test('a mailbox can be polled as rarely as each hour: rarer, and it would count as late', () => {
  expect(parseSettings({ ...sample.Values, POLL_MAX_SECONDS: '3600' })).toMatchObject({ POLL_MAX_SECONDS: 3600 });
  expect(() => parseSettings({ ...sample.Values, POLL_MAX_SECONDS: '3601' })).toThrow(/POLL_MAX_SECONDS: .*3600/);
});

test('an empty POLL_SCHEDULE, as the portal leaves it, is the default; one that is no schedule is named', () => {
  expect(parseSettings({ ...sample.Values, POLL_SCHEDULE: '' }).POLL_SCHEDULE).toBe('*/30 * * * * *');
  for (const POLL_SCHEDULE of ['0 */5 * * * *', '*/5 * * * *', '00:00:30'])
    expect(parseSettings({ ...sample.Values, POLL_SCHEDULE })).toMatchObject({ POLL_SCHEDULE });
  for (const POLL_SCHEDULE of ['every minute', '30', 'secret-thing'])
    expect(() => parseSettings({ ...sample.Values, POLL_SCHEDULE })).toThrow(
      /POLL_SCHEDULE: must be an NCRONTAB expression such as [^;]*$/,
    );
});

test.each([undefined, ''])('with POLL_SCHEDULE %o mailboxes are polled by the default: the host would leave the function out', (given) => {
  vi.stubEnv('POLL_SCHEDULE', given);
  expect(pollSchedule()).toBe('*/30 * * * * *');
  vi.stubEnv('POLL_SCHEDULE', '0 */5 * * * *');
  expect(pollSchedule()).toBe('0 */5 * * * *');
});

test('a private network that is none, or none that may be opened, is named', () => {
  for (const [name, value] of Object.entries(sample.Values)) vi.stubEnv(name, value);
  for (const wrong of ['10.0.0.0/8,vnet', '10.0.0.0/8,169.254.0.0/16']) {
    vi.stubEnv('ALLOWED_PRIVATE_NETWORKS', wrong);
    expect(settingsProblem()).toMatch(/ALLOWED_PRIVATE_NETWORKS: entry 2 must be a network in CIDR notation/);
  }
});

test('what is wrong with the settings is known before the first mail', () => {
  for (const [name, value] of Object.entries(sample.Values)) vi.stubEnv(name, value);
  vi.stubEnv('POLL_SCHEDULE', 'every minute');
  expect(settingsProblem()).toMatch(/POLL_SCHEDULE: must be an NCRONTAB expression/);
  // and it is handed to the host all the same, which tells of it too
  expect(pollSchedule()).toBe('every minute');
  vi.stubEnv('POLL_SCHEDULE', '');
  expect(settingsProblem()).toBeNull();
});
