import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { mailIdFor } from '../../../shared/domain/ids.ts';
import { Mailbox } from '../../../shared/domain/mailboxes/mailbox.ts';
import type { MailboxRead } from '../../../shared/domain/mailboxes/mailbox-health.ts';
import { Outcome } from '../../../shared/domain/trace/outcome.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { type LogLine, logOfPoisonQueues, logOfPoll, logOfWatch } from '../../../shared/workflows/log-lines.ts';
import { schedulePolls } from '../../../shared/workflows/schedule-polls.ts';
import { storedBefore } from '../../fixtures/stored-before.ts';
import { functions } from '../support/variants.ts';

/**
 * Alerts and workbook read lines that functions write: both sides have to agree, or an alert never
 * fires.
 */

const read = (file: string) => readFileSync(file, 'utf8');
const query = (name: string) => read(`infra/queries/${name}.kql`);
const files = globSync('infra/queries/*.kql').map((file) => basename(file, '.kql'));

/** The patterns of a query's `extract`s, in their order. */
const patterns = (name: string) =>
  [...query(name).matchAll(/extract\(@?(["'])(.*?)\1, 1, message\)/g)].map(([, , pattern = '']) => new RegExp(pattern));

/** What a query finds in these lines: by each of its patterns, JSON as its fields. */
const seen = (name: string, lines: LogLine[]) =>
  lines
    .map(({ text }) => patterns(name).map((pattern) => text.match(pattern)?.[1]))
    .filter((found) => found.every((each) => each !== undefined))
    .map((found) => found.map((each = '') => (each.startsWith('{') ? JSON.parse(each) : each)));

/** The fields of the parsed JSON that a query looks at. */
const fieldsOf = (name: string) => [...new Set([...query(name).matchAll(/\bFields\.(\w+)/g)].map(([, field]) => field))];

test('every query is run by an alert or the workbook', () => {
  const users = read('infra/app/alerts.bicep') + read('infra/app/monitoring.bicep');
  for (const file of files) expect(users).toContain(`'../queries/${file}.kql'`);
});

test('queries name functions that exist', () => {
  const names = functions.map(({ name }) => name);
  for (const file of files) {
    const asked = [...query(file).matchAll(/\b(?:operation_Name|name) (?:==|in) \(?((?:"[\w-]+"(?:, )?)+)/g)].flatMap(([, list = '']) =>
      list.replaceAll('"', '').split(', '),
    );
    // failures are of all functions
    expect(asked.length > 0 || file === 'failures', file).toBe(true);
    for (const name of asked) expect(names, file).toContain(name);
  }
});

test('outcomes: the line that ingest-mail writes, for each outcome that a mail can end with', () => {
  expect(read('shared/workflows/receive-mail.ts')).toContain(`\`\${trace.mailId} \${trace.outcome} \${trace.ticketNumber ?? ''} \${why}\``);
  const [pattern] = patterns('outcomes');
  for (const outcome of Outcome.options.filter((one) => one !== 'processing'))
    expect(`${mailIdFor('support', 'remote', 'digest')} ${outcome} SUP-1001`.match(pattern ?? '')?.[1]).toBe(outcome);
});

test('deliveries and bounce rate: the line that delivery-reports writes', () => {
  expect(read('functions/delivery-reports.ts')).toContain(`\`Delivery report: \${status} \${result}\``);
  for (const file of ['deliveries', 'bounce-rate']) expect(query(file)).toContain('"Delivery report: " Status " " Result');
});

const mailbox = (id: string) => Mailbox.parse({ ...storedBefore.mailboxes.graph, id, mailboxId: id });
const polled = (id: string, read: MailboxRead) =>
  logOfPoll(id, { kind: 'polled', read, left: true, unannounced: 2, isNews: true, subscriptionError: 'throttled: later' });
/** What schedule-polls logs of a mailbox without a subscription, and of one that can't be read. */
async function scheduled(): Promise<LogLine[]> {
  const states = [{ mailbox: mailbox('sales'), cursor: null, health: null, subscription: null }];
  const broken = [{ mailboxId: 'support', problem: 'kind: Invalid "input"' }];
  const scheduled = await schedulePolls({
    listMailboxes: async () => ({ states, broken }),
    readPollTimes: async () => ({ asked: new Map(), version: null }),
    writePollTimes: async () => true,
    pace: { minMs: 60_000, maxMs: 900_000 },
    now: () => new Date('2026-11-06T17:00:00Z'),
  });
  return scheduled.log;
}

test('mailboxes: the lines that poll-mailbox and schedule-polls write', async () => {
  const error = 'unreachable: "no" answer';
  const lines = [
    ...polled('help-desk', { kind: 'failed', mails: 0, error, retryAfterMs: null, remoteId: null }),
    ...polled('help-desk', { kind: 'read', mails: 3, note: null }),
    ...(await scheduled()),
  ];
  // other lines are not about a poll
  expect(seen('mailboxes', lines)).toMatchObject([
    ['mailbox-polled', { mailboxId: 'help-desk', kind: 'failed', error }],
    ['mailbox-polled', { mailboxId: 'help-desk', kind: 'read' }],
    ['mailbox-not-polled', { mailboxId: 'support', problem: 'kind: Invalid "input"' }],
  ]);
  expect(fieldsOf('mailboxes')).toEqual(['mailboxId', 'kind', 'error', 'problem']);
});

test('outcomes: a mail that was delivered twice counts once', () => {
  expect(query('outcomes')).toContain('arg_max(timestamp, Outcome, itemCount) by MailId = substring(message, 0, 26)');
  expect(mailIdFor('support', 'remote', 'digest')).toHaveLength(26);
});

test('unsubscribed: the line that schedule-polls writes; the alert on mailboxes reads it', async () => {
  expect(seen('unsubscribed', await scheduled())).toEqual([[{ mailboxId: 'sales' }]]);
  expect(fieldsOf('unsubscribed')).toEqual(['mailboxId']);
  const [, mailboxes = ''] = /name: 'mailbox-unhealthy'([\s\S]*?)\n {2}\}/.exec(read('infra/app/alerts.bicep')) ?? [];
  expect(mailboxes).toContain("'../queries/unsubscribed.kql'");
});

test('states and clocks: the lines that watch-mailboxes writes; what an admin paused is no alarm', () => {
  const now = new Date('2026-11-06T17:00:00Z');
  const since = '2026-11-06T16:00:00.000Z';
  const problem = remark('mailbox-paused');
  const ill = {
    mailboxId: 'support',
    address: 'support@contoso.example',
    assessed: { state: 'failing', since, problem, byAdmin: false },
  } as const;
  const endsAt = '2026-11-08T17:00:00.000Z';
  const clocks = [{ clock: 'clientSecret', endsAt, lifeDays: null, note: null }] as const;
  const lines = logOfWatch({ watched: [{ ...ill, clocks: [...clocks] }], told: [], isAddressed: true, broken: [] }, now);
  expect(seen('states', lines)).toEqual([[{ mailboxId: 'support', state: 'failing', since, problem: 'mailbox-paused', byAdmin: false }]]);
  expect(seen('clocks', lines)).toEqual([[{ mailboxId: 'support', clock: 'clientSecret', endsAt, daysLeft: 2 }]]);
  expect(fieldsOf('states')).toEqual(['mailboxId', 'byAdmin', 'state', 'problem', 'since']);
  expect(fieldsOf('clocks')).toEqual(['mailboxId', 'clock', 'daysLeft', 'endsAt']);
});

test('settings: the line that watch-mailboxes writes of what can not be read', () => {
  const broken = [{ kind: 'rule', name: 'backups', problem: 'order: Invalid input' }];
  const lines = logOfWatch({ watched: [], told: [], isAddressed: true, broken }, new Date());
  expect(seen('settings', lines)).toEqual([broken]);
  expect(fieldsOf('settings')).toEqual(['kind', 'name', 'problem']);
});

test('missing: the line at the end of a count', () => {
  expect(seen('missing', [{ level: 'error', text: 'mail-missing {"mailboxId":"support","missing":2}' }])).toEqual([
    [{ mailboxId: 'support', missing: 2 }],
  ]);
  expect(fieldsOf('missing')).toEqual(['mailboxId', 'missing']);
});

test('poison: the line that watch-poison-queues writes of what no function can read', () => {
  const depths = [
    { name: 'inbound-mail-poison', messages: 3 },
    { name: 'outbound-mail-poison', messages: 0 },
  ];
  expect(seen('poison', logOfPoisonQueues(depths))).toEqual([[{ queue: 'inbound-mail-poison', messages: 3 }]]);
  expect(fieldsOf('poison')).toEqual(['queue', 'messages']);
});

test('stopped: sweep runs often enough for it', () => {
  const bindings = functions.filter(({ name }) => name === 'sweep').flatMap((sweep) => Object.values(sweep.bindings));
  expect(bindings).toContainEqual(expect.objectContaining({ type: 'timerTrigger', schedule: '0 * * * * *' }));
});

test('the log has what functions say, but not two lines for each poll of each queue: 38 GB a month in an idle installation', () => {
  const { logging } = z.object({ logging: z.object({ logLevel: z.record(z.string(), z.string()) }) }).parse(JSON.parse(read('host.json')));
  // what is said here replaces the host's own choice of categories, so the SDK's have to be named
  // (azure-functions-host issue 8973)
  expect(logging.logLevel).toMatchObject({ default: 'Information', 'Azure.Core': 'Warning' });
  // the queries above read what functions say at this level: nothing may hide it
  for (const category of Object.keys(logging.logLevel)) expect(category).not.toMatch(/^(?:Function|Host)/);
});
