import { expect, test } from 'vitest';
import { recipientsIn, reportLines } from '../../../shared/domain/classify/bounce/recipients-in-text.ts';
import { gatewayReports } from '../../fixtures/bounces/gateway-reports.ts';
import { serverReports } from '../../fixtures/bounces/server-reports.ts';

test.each(Object.entries({ ...serverReports, ...gatewayReports }))('%s', (_program, [report, failed]) => {
  expect(recipientsIn(reportLines(report)).map(({ address }) => address)).toEqual(failed);
});

test('each recipient comes with the words about them', () => {
  const [bob, carol] = recipientsIn(reportLines(serverReports.OpenSMTPD?.[0] ?? ''));
  expect(bob?.said).toBe('bob@fabrikam.example: 550 5.1.1 User unknown');
  expect(carol?.said).toContain('Mailbox full');
});
