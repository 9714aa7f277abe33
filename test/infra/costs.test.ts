import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { costsTable, monthlyCosts, readFigures } from '../../local/costs.ts';

/** The table in the docs is what the script computes. */

test('docs/costs.md shows the costs as they follow from docs/costs.json (else: node local/costs.ts)', () => {
  // the formatter of Markdown aligns the cells
  const cells = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  expect(cells(readFileSync('docs/costs.md', 'utf8'))).toContain(cells(costsTable(readFigures())));
});

test('an idle house costs something, and each mail more', () => {
  const sum = (mails: number) => monthlyCosts(readFigures(), mails).reduce((total, [, , price]) => total + price, 0);
  expect(sum(0)).toBeGreaterThan(10);
  expect(sum(1000)).toBeGreaterThan(sum(100));
});
