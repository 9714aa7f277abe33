import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { costOfImapMailbox, costsTable, monthlyCosts, readFigures } from '../../tools/costs.ts';

/** The table in the docs is what the script computes. */

test('docs/costs.md shows the costs as they follow from docs/costs.json (else: node tools/costs.ts)', () => {
  // the formatter of Markdown aligns the cells
  const cells = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  expect(cells(readFileSync('docs/costs.md', 'utf8'))).toContain(cells(costsTable(readFigures())));
});

test('docs/costs.md says what an IMAP mailbox adds, whatever else there is', () => {
  expect(readFileSync('docs/costs.md', 'utf8')).toContain(`$${costOfImapMailbox(readFigures(), 1000).toFixed(2)}`);
});

test('a Microsoft 365 mailbox is polled as often as the code polls it', () => {
  const { assumed } = readFigures();
  const [, minutes] = /graphEveryMs = (\d+) \* 60_000/.exec(readFileSync('shared/domain/mailboxes/plan-polls.ts', 'utf8')) ?? [];
  expect(assumed.pollsPerGraphMailboxAndDay).toBe((24 * 60) / Number(minutes));
  expect(JSON.parse(readFileSync('infra/main.parameters.json', 'utf8')).parameters.pollSchedule.value).toContain('=*/30 * * * * *}');
  expect(assumed.pollsPerImapMailboxAndDay).toBe((24 * 3600) / 30);
});

test('an idle installation costs something, and each mail more', () => {
  const sum = (mails: number) => monthlyCosts(readFigures(), mails).reduce((total, [, , price]) => total + price, 0);
  expect(sum(0)).toBeGreaterThan(10);
  expect(sum(1000)).toBeGreaterThan(sum(100));
});
