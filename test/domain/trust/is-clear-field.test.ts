import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { authorsInFrom } from '../../../shared/domain/trust/authors-in-from.ts';
import { senderTrust } from '../../../shared/domain/trust/sender-trust.ts';
import { aMail } from '../../support/a-mail.ts';

/**
 * A From that can be read in two ways names nobody: the system that checked DMARC may have read the
 * other one.
 */

const authorsOf = async (from: string) => authorsInFrom(await parseMail(aMail({ from, headers: {} })));
const alice = 'alice@fabrikam.example';

describe('one reading only', () => {
  test.each([
    [alice, alice],
    [`"Ames, Alice" <${alice}>`, alice],
    [`Ames, Alice <${alice}>`, alice],
    [`"${alice}" <${alice}>`, alice],
    [`${alice} <${alice}>`, alice],
    [`'${alice}' <${alice}>`, alice],
    [`=?utf-8?q?alice=40fabrikam.example?= <${alice}>`, alice],
    [`Alice (at (her) desk) <${alice}>`, alice],
    [`${alice} (Alice)`, alice],
    [`<mailto:${alice}>`, alice],
    [`"A \\"B\\" C" < ${alice} >`, alice],
    [`Alice <${alice}`, alice],
    ["O'Neil <o'neil@fabrikam.example>", "o'neil@fabrikam.example"],
    ['Jörg <jörg@bücher.example>', 'jörg@bücher.example'],
    [`Alice @ Fabrikam <${alice}>`, alice],
    [`Alice Ames/FABRIKAM@FABRIKAM <${alice}>`, alice],
    [`"Alice"@home <${alice}>`, alice],
    ['"al..ice."@docomo.example', 'al..ice.@docomo.example'],
    ['alice @ fabrikam.example', alice],
    [`Alice 5" disk <${alice}>`, alice],
    [`"C:\\Users\\" <${alice}>`, alice],
    ['=?utf-8?Q?Alice_<alice=40fabrikam.example>?=', alice],
    [`${alice} (Alice Ames (Sales))`, alice],
  ])('%s', async (from, author) => {
    expect(await authorsOf(from)).toEqual([author]);
  });
  test('of a group', async () => {
    expect(await authorsOf('Group: a@x.example, b@x.example;')).toEqual(['a@x.example', 'b@x.example']);
  });
});

describe('several readings', () => {
  test.each([
    `"x,${alice}"@evil.example`,
    `"x <${alice}>"@evil.example`,
    '=?utf-8?q?x=2Calice=40fabrikam.example?=@evil.example',
    `<${alice};e@evil.example>`,
    `<${alice}> <e@evil.example>`,
    `${alice}@evil.example`,
    `${alice}\0@evil.example`,
    `${alice} e@evil.example`,
    `"${alice} <e@evil.example>`,
    `${alice}:e@evil.example`,
    `<@evil.example:${alice}>`,
    `(${alice} e@evil.example`,
    '"two words"@fabrikam.example',
  ])('%s', async (from) => {
    const mail = await parseMail(aMail({ from, headers: { 'Authentication-Results': 'mx.contoso.example; dmarc=pass' } }));
    expect(authorsInFrom(mail)).toEqual([]);
    const trustedServers = { names: ['mx.contoso.example'], exchange: false };
    const trust = senderTrust(mail, { trustedServers, ownDomains: [], clientDomains: [], firstTime: false });
    expect(trust).toMatchObject({ sender: 'not-vouched-for', failed: true });
  });
});

test('a field with only opening marks takes no time', async () => {
  for (const sign of ['(', '"', '=?', '\\']) expect(await authorsOf(`${sign.repeat(1900)}${alice}`)).toBeInstanceOf(Array);
});
