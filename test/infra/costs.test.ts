import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pollsOf } from '../../shared/domain/queue-items.ts';
import { readFigures } from '../../tools/cost-figures.ts';
import { costsTable, monthlyCosts, pollingTable } from '../../tools/costs.ts';
import { pollingTotal, pollsPerDay } from '../../tools/polling-costs.ts';

/** The table in the docs is what the script computes. */

test('docs/costs.md shows the costs as they follow from docs/costs.json (else: node tools/costs.ts)', () => {
  // the formatter of Markdown aligns the cells
  const cells = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  expect(cells(readFileSync('docs/costs.md', 'utf8'))).toContain(cells(costsTable(readFigures())));
});

test('docs/costs.md shows what polling adds, and how often a mailbox is polled', () => {
  const cells = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  const docs = readFileSync('docs/costs.md', 'utf8');
  expect(cells(docs)).toContain(cells(pollingTable(readFigures())));
  expect(docs).toContain(`${pollsPerDay(readFigures().assumed)} times a day`);
});

test('a thousand IMAP mailboxes cost less than $150 a month', () => {
  expect(pollingTotal(readFigures(), 1000)).toBeLessThan(150);
});

test('a mailbox is polled more often the more mails it gets, within its bounds', () => {
  const { assumed } = readFigures();
  const polls = [1, 10, 100].map((mailsPerMailboxAndDay) => pollsPerDay({ ...assumed, mailsPerMailboxAndDay }));
  expect(polls).toEqual(polls.toSorted((one, other) => one - other));
  expect(polls.every((count) => count >= 96 && count <= 1440)).toBe(true);
});

test('a Microsoft 365 mailbox is polled as often as the code polls it', () => {
  const { assumed } = readFigures();
  const [, minutes] = /graphEveryMs = (\d+) \* 60_000/.exec(readFileSync('shared/domain/mailboxes/plan-polls.ts', 'utf8')) ?? [];
  expect(assumed.pollsPerGraphMailboxAndDay).toBe((24 * 60) / Number(minutes));
  expect(JSON.parse(readFileSync('infra/main.parameters.json', 'utf8')).parameters.pollSchedule.value).toContain('=*/30 * * * * *}');
  expect(assumed.roundsPerDay).toBe((24 * 3600) / 30);
  const { pollMinSeconds, pollMaxSeconds } = JSON.parse(readFileSync('infra/main.parameters.json', 'utf8')).parameters;
  expect([pollMinSeconds.value, pollMaxSeconds.value]).toEqual([expect.stringContaining('=60}'), expect.stringContaining('=900}')]);
  const { mailboxesPerItem } = readFigures().measured.polling;
  expect(pollsOf(Array(5 * mailboxesPerItem).fill('one'), new Date())).toHaveLength(5);
});

test('an idle installation costs something, and each mail more', () => {
  const sum = (mails: number) => monthlyCosts(readFigures(), mails).reduce((total, [, , price]) => total + price, 0);
  expect(sum(0)).toBeGreaterThan(10);
  expect(sum(1000)).toBeGreaterThan(sum(100));
});
