import { describe, expect, test } from 'vitest';
import { mailFields } from '../../../shared/domain/mail/header-fields.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { answerIndex, exchangeThread } from '../../../shared/domain/mail/thread-index.ts';
import { aMail } from '../../support/a-mail.ts';

const indexOf = (length: number) => Buffer.concat([Buffer.from('01dc60000000', 'hex'), Buffer.alloc(length - 6, 7)]).toString('base64');
const statedBy = (headers: Record<string, string>) => exchangeThread(mailFields(parseMail(aMail({ headers }))));

describe('the conversation that a mail states', () => {
  test.each([
    ['22 bytes, of a first mail', indexOf(22), true],
    ['27 bytes, of its answer', indexOf(27), true],
    ['23 bytes, which none has', indexOf(23), false],
    ['20 bytes', indexOf(20), false],
    ['no Base64', 'Ad!?', false],
    ['Base64 that was cut off', indexOf(22).slice(0, -1), false],
    ['more than a line holds', indexOf(22 + 5 * 200), false],
  ])('%s', (_, index, isValid) => {
    expect(statedBy({ 'Thread-Index': index, 'Thread-Topic': 'Printer' })).toEqual(isValid ? { index, topic: 'Printer' } : null);
    expect(answerIndex(index, new Date(), Buffer.of(1)) !== null).toBe(isValid);
  });

  test('its topic is decoded, and cut', () => {
    expect(statedBy({ 'Thread-Index': indexOf(22), 'Thread-Topic': '=?utf-8?q?Gr=C3=BC=C3=9Fe?=' })?.topic).toBe('Grüße');
    expect(statedBy({ 'Thread-Index': indexOf(22), 'Thread-Topic': 'x'.repeat(1000) })?.topic).toHaveLength(250);
    expect(statedBy({ 'Thread-Index': indexOf(22) })?.topic).toBe('');
  });
});

describe('the index of an answer', () => {
  test('has how much later it is than the first mail (MS-OXOMSG 2.2.1.3), and a byte by chance', () => {
    // FILETIME 0x01dc600000000000, and an hour, a day, three years more
    const begun = Number((0x01dc_6000_0000_0000n / 10_000n - 11_644_473_600_000n).toString());
    const childOf = (laterMs: number) =>
      Buffer.from(answerIndex(indexOf(22), new Date(begun + laterMs), Buffer.of(0xab)) ?? '', 'base64').subarray(22);
    for (const ms of [3_600_000, 86_400_000]) {
      const child = childOf(ms);
      expect(Math.abs(child.readUInt32BE(0) * 2 ** 18 - ms * 10_000)).toBeLessThan(2 ** 18 + 10_000);
      expect(child.readUInt8(4)).toBe(0xab);
    }
    const years = childOf(3 * 365 * 86_400_000);
    expect(years.readUInt32BE(0) >>> 31).toBe(1);
    expect(Math.abs((years.readUInt32BE(0) & 0x7fff_ffff) * 2 ** 23 - 3 * 365 * 86_400_000 * 10_000)).toBeLessThan(2 ** 24);
    // a clock that is behind the client's
    expect(childOf(-86_400_000).readUInt32BE(0)).toBe(0);
  });

  test('there is none once the field has no room for it', () => {
    let index: string | null = indexOf(22);
    let answers = 0;
    for (; index !== null && answers < 1000; answers += 1) index = answerIndex(index, new Date(), Buffer.of(1));
    expect(answers).toBeGreaterThan(100);
    expect(answers).toBeLessThan(200);
  });
});
