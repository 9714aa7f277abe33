import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { mailIdFor } from '../../../shared/domain/ids.ts';
import { Outcome } from '../../../shared/domain/trace/outcome.ts';
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

test('mailboxes: the lines that poll-mailbox and schedule-polls write', () => {
  expect(read('functions/poll-mailbox.ts')).toContain(`\`Mailbox \${ref.mailboxId}: \${JSON.stringify(result.read)}`);
  expect(read('functions/schedule-polls.ts')).toContain(`\`Mailbox \${mailboxId} is not polled: \${problem}\``);
  const seen = (line: string) => patterns('mailboxes').map((pattern) => line.match(pattern)?.[1]);
  const logged = (kind: string) =>
    `Mailbox help-desk: ${JSON.stringify({ kind, mails: 0, error: 'unreachable: no answer' })}, more to come`;
  expect(seen(logged('failed'))).toEqual(['help-desk', undefined, 'failed', 'unreachable: no answer']);
  expect(seen(logged('read'))[2]).toBe('read');
  expect(seen('Mailbox support is not polled: Invalid input')).toEqual(['support', 'Invalid input', undefined, undefined]);
  // other lines of poll-mailbox are not about a poll
  expect(seen('Mailbox support: its subscription could not be seen to: throttled: later')[2]).toBeUndefined();
});

test('outcomes: a mail that was delivered twice counts once', () => {
  expect(query('outcomes')).toContain('arg_max(timestamp, Outcome, itemCount) by MailId = substring(message, 0, 26)');
  expect(mailIdFor('support', 'remote', 'digest')).toHaveLength(26);
});

test('unsubscribed: the line that schedule-polls writes, which is not about a poll; the alert on mailboxes reads it', () => {
  expect(read('functions/schedule-polls.ts')).toContain(`\`Mailbox \${mailboxId} has no live subscription:`);
  const line = 'Mailbox support has no live subscription: it is polled every minute';
  expect(line.match(patterns('unsubscribed')[0] ?? '')?.[1]).toBe('support');
  expect(patterns('mailboxes').map((pattern) => line.match(pattern)?.[1])).toEqual(['support', undefined, undefined, undefined]);
  const [, mailboxes = ''] = /name: 'mailbox-unhealthy'([\s\S]*?)\n {2}\}/.exec(read('infra/app/alerts.bicep')) ?? [];
  expect(mailboxes).toContain("'../queries/unsubscribed.kql'");
});

test('poison: the line that watch-poison-queues writes of what no function can read', () => {
  expect(read('functions/watch-poison-queues.ts')).toContain(`\`Queue \${name} holds \${messages} messages`);
  const line = 'Queue inbound-mail-poison holds 3 messages that were given up';
  expect(patterns('poison').map((pattern) => line.match(pattern)?.[1])).toEqual(['inbound-mail-poison', '3']);
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
