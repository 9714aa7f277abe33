import { expect, test } from 'vitest';
import { fieldGroupsIn } from '../../../shared/domain/mail/field-groups.ts';

/** Reports are fields, read by the same reader as the header of a mail (RFC 3464 2.1). */

const groups = (report: Uint8Array | string) => [...fieldGroupsIn(report)];

test('an empty line ends a group; a folded value is one line; names in lower case', () => {
  expect(
    groups('Reporting-MTA: dns; mx.contoso.example\r\n\r\nFinal-Recipient: rfc822;\r\n bob@fabrikam.example\r\nSTATUS: 5.1.1\r\n'),
  ).toEqual([
    [{ name: 'reporting-mta', value: 'dns; mx.contoso.example' }],
    [
      { name: 'final-recipient', value: 'rfc822; bob@fabrikam.example' },
      { name: 'status', value: '5.1.1' },
    ],
  ]);
});

test.each([
  ['a line that is no field', 'this mailbox is full', 'smtp; 552 5.2.2 this mailbox is full'],
  ['a reply with a colon', '552-5.2.2: this mailbox is full', 'smtp; 552 5.2.2 552-5.2.2: this mailbox is full'],
  ['an address with a colon', '<bob@fabrikam.example>: full', 'smtp; 552 5.2.2 <bob@fabrikam.example>: full'],
])('%s belongs to the value before, as programs that do not fold write it', (_, line, value) => {
  expect(groups(`Diagnostic-Code: smtp; 552 5.2.2\n${line}\nStatus: 5.2.2\n`)).toEqual([
    [
      { name: 'diagnostic-code', value },
      { name: 'status', value: '5.2.2' },
    ],
  ]);
});

test('bytes that are not UTF-8 are read as well', () => {
  expect(groups(Buffer.from('Diagnostic-Code: smtp; 550 Empf\xe4nger unbekannt\n', 'latin1'))).toEqual([
    [{ name: 'diagnostic-code', value: 'smtp; 550 Empfänger unbekannt' }],
  ]);
});

test('a million groups, or one without end, are read as far as the limits go', () => {
  expect(groups('Status: 5.1.1\n\n'.repeat(1_000_000))).toHaveLength(1000);
  const [endless] = groups(`Status: 5.1.1\n${'and on\n'.repeat(500_000)}`);
  expect(endless?.[0]?.value.length).toBeLessThanOrEqual(10_000);
  expect(groups('')).toEqual([]);
});
