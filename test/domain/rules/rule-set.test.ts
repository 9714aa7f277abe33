import { describe, expect, test } from 'vitest';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import type { RuleFacts } from '../../../shared/domain/rules/mail-values.ts';
import { ruleSet } from '../../../shared/domain/rules/rule-set.ts';
import { checkInWords } from '../../../shared/domain/words/in-words.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';
import { aRule } from '../../support/a-rule.ts';

/** What rules match, and what several of them together decide on a mail. */

function facts(shape: MailShape = {}, change: Partial<RuleFacts> = {}): RuleFacts {
  const mail = parseMail(aMail(shape));
  return {
    ...{ mail, from: mail.from ?? { address: '', name: null }, mailbox: { mailboxId: 'support', address: 'support@contoso.example' } },
    ...{ kind: 'person', trust: { sender: 'verified', level: 'verified' }, client: { id: 'fabrikam', name: 'Fabrikam' } },
    ...change,
  };
}
const matches = (when: unknown, mail: RuleFacts = facts()): boolean =>
  ruleSet([aRule({ name: 'It', when, then: [{ action: 'tag', tag: 'hit' }] })]).route(mail).tags.length > 0;

test('alerts whose keys differ only after their 250th letter are two alerts', () => {
  const then = [{ action: 'alert', key: 'host=(\\S+)', recovery: '\\bUP\\b' }];
  const rules = ruleSet([aRule({ name: 'Monitor', when: { field: 'subject', op: 'contains', value: 'down' }, then })]);
  const host = 'x'.repeat(250);
  const [one, other] = ['1', '2'].map((end) => rules.route(facts({ subject: 'DOWN', text: `host=${host}${end}` })).alert);
  expect([one?.key, other?.key]).toEqual([host, host]);
  expect(one?.id).not.toBe(other?.id);
});

describe('conditions', () => {
  const is = (field: string, value: unknown, op = 'is', more = {}) => ({ field, op, value, ...more });
  const file = { name: 'Invoice.PDF', type: 'application/pdf', content: 'x' };
  const cases: [what: string, when: unknown, mail: RuleFacts, holds: boolean][] = [
    ['the sender, in any case', is('from', 'Alice@Fabrikam.Example'), facts(), true],
    ["the sender's name", is('from-name', 'fabrikam', 'ends-with'), facts(), true],
    ['the domain, and not what ends like it', is('from-domain', 'brikam.example'), facts(), false],
    ['any recipient', is('to', 'bob@contoso.example'), facts({ cc: 'x@y.example, Bob <bob@contoso.example>' }), true],
    ['the mailbox, for a mail in blind copy', is('to', 'support@contoso.example'), facts({ to: 'undisclosed@fabrikam.example' }), true],
    ['the subject, decoded', is('subject', 'Störung', 'contains'), facts({ subject: '=?utf-8?q?ST=C3=96RUNG_im_Netz?=' }), true],
    ['letters however they are put together', is('subject', 'Sto\u0308rung', 'contains'), facts({ subject: 'Störung' }), true],
    ['wide letters', is('subject', 'ALARM', 'contains'), facts({ subject: 'ａｌａｒｍ 1' }), true],
    ['the text', is('text', 'second floor', 'contains'), facts(), true],
    ['a pattern, in any case', is('subject', '^THE\\s+printer', 'matches'), facts(), true],
    ['a pattern with a letter in two parts', is('subject', '^st(?:o\u0308|x)rung', 'matches'), facts({ subject: 'Störung' }), true],
    [
      'a header, decoded',
      is('header', 'Zürich', 'is', { name: 'X-Site' }),
      facts({ headers: { 'X-SITE': '=?utf-8?q?Z=C3=BCrich?=' } }),
      true,
    ],
    ['a header that is not there', is('header', '.', 'matches', { name: 'X-Site' }), facts(), false],
    ['the kind', is('kind', 'list'), facts({}, { kind: 'list' }), true],
    ['the trust, by the verdict', is('trust', 'unknown'), facts({}, { trust: { sender: 'unknown', level: 'unverified' } }), true],
    ['the trust, by what is odd', is('trust', 'suspicious'), facts({}, { trust: { sender: 'verified', level: 'suspicious' } }), true],
    ['the name of a file', is('attachment', '.pdf', 'ends-with'), facts({ attachments: [file] }), true],
    ['the type of a file', is('attachment-type', 'application/pdf'), facts({ attachments: [{ ...file, name: 'x' }] }), true],
    ['the client', is('client', 'fabrikam'), facts(), true],
    ['no client', is('client', 'fabrikam'), facts({}, { client: null }), false],
    ['the size', is('size', 1_000_000, 'above'), facts(), false],
    ['the size below', is('size', 1_000_000, 'below'), facts(), true],
    ['not of several: none holds', { not: [is('from-domain', 'x.example'), is('subject', 'printer', 'contains')] }, facts(), false],
    ['not of one', { not: is('from-domain', 'x.example') }, facts(), true],
    ['any', { any: [is('from-domain', 'x.example'), is('subject', 'printer', 'contains')] }, facts(), true],
    ['all', { all: [is('from-domain', 'x.example'), is('subject', 'printer', 'contains')] }, facts(), false],
  ];
  test.each(cases)('%s', (_, when, mail, holds) => {
    expect(matches(when, mail)).toBe(holds);
  });

  test('each pattern of many says the same as it says alone', () => {
    const patterns = ['^the', 'paper$', 'p.*r', '\\bout\\b', 'x+', 'PRINTER', '(?-i)PRINTER', '[[:digit:]]', 'o{2}', '^$', 'é|of'];
    const rules = patterns.map((value, n) =>
      aRule({ name: `P${n}`, when: { field: 'subject', op: 'matches', value }, then: [{ action: 'tag', tag: String(n) }] }),
    );
    const alone = patterns.flatMap((value, n) => (matches({ field: 'subject', op: 'matches', value }) ? [String(n)] : []));
    expect(ruleSet(rules).route(facts()).tags.toSorted()).toEqual(alone.toSorted());
    expect(alone).toEqual(['0', '1', '2', '3', '5', '10']);
  });

  test('of a body only the first 20,000 characters are looked at', () => {
    const long = (before: number) => facts({ text: `${'x'.repeat(before)} needle ${'x'.repeat(1_000_000)}` });
    for (const op of ['contains', 'matches']) {
      expect(matches({ field: 'text', op, value: 'needle' }, long(19_000))).toBe(true);
      expect(matches({ field: 'text', op, value: 'needle' }, long(20_000))).toBe(false);
    }
  });
});

describe('several rules', () => {
  const always = { field: 'size', op: 'above', value: 0 };
  const rule = (name: string, order: number, ...then: unknown[]) => aRule({ name, order, when: always, then });

  test('are looked at in their order: the last that sets something counts, tags add up', () => {
    const routed = ruleSet([
      rule('Second', 20, { action: 'queue', queueId: 'b' }, { action: 'tag', tag: 'Two' }, { action: 'tag', tag: 'one' }),
      rule('First', 10, { action: 'queue', queueId: 'a' }, { action: 'priority', priority: 'high' }, { action: 'tag', tag: 'one' }),
    ]).route(facts());
    expect(routed).toMatchObject({ queueId: { value: 'b', by: { name: 'Second' } }, priority: 'high', tags: ['one', 'two'] });
    expect(routed.checks.map((check) => Object.values(checkInWords(check)).join(': '))).toEqual([
      'rule: First (first): fired: queue a',
      'rule: First (first): fired: priority high',
      'rule: First (first): fired: tag one',
      'rule: Second (second): fired: queue b',
      'rule: Second (second): fired: tag two',
      'rule: Second (second): fired: tag one',
    ]);
  });

  test('end with "stop" and "suppress"; one that is switched off does nothing', () => {
    const tag = { action: 'tag', tag: 'late' };
    expect(
      ruleSet([rule('Off', 1, { action: 'stop' }), rule('On', 2, tag)].map((one) => ({ ...one, enabled: one.name === 'On' }))).route(
        facts(),
      ).tags,
    ).toEqual(['late']);
    expect(ruleSet([rule('Stop', 1, { action: 'stop' }, { action: 'tag', tag: 'too' }), rule('On', 2, tag)]).route(facts()).tags).toEqual([
      'too',
    ]);
    expect(ruleSet([rule('No', 1, { action: 'suppress' }), rule('On', 2, tag)]).route(facts())).toMatchObject({
      suppressedBy: { name: 'No' },
      tags: [],
    });
  });

  test('are explained one by one, also those that were not reached', () => {
    const said = ruleSet([
      rule('Stop', 1, { action: 'stop' }),
      aRule({ name: 'Printer', order: 2, when: { field: 'subject', op: 'contains', value: 'PRINTER' }, then: [{ action: 'stop' }] }),
    ]).explain(facts());
    expect(said).toMatchObject([
      { rule: { name: 'Stop' }, matches: true, applies: true },
      { rule: { name: 'Printer' }, matches: true, applies: false, why: [{ saw: 'The printer is out of paper', holds: true }] },
    ]);
  });
});

describe('alerts', () => {
  const monitor = (rule = 'Monitor') =>
    ruleSet([
      aRule({
        name: rule,
        when: { field: 'subject', op: 'contains', value: '[mon]' },
        then: [{ action: 'alert', key: 'host=([\\w-]+)', recovery: '\\bUP\\b' }],
      }),
    ]);
  const alert = (subject: string, change: Partial<RuleFacts> = {}, set = monitor()) =>
    set.route(facts({ subject, text: 'Look up the host.' }, change)).alert;
  const down = alert('[mon] DOWN host=web-1');

  test('the first group of the key names it, in any case; the recovery is a word as it is written', () => {
    expect(down).toMatchObject({ key: 'web-1', recovers: false, quietMinutes: 15 });
    expect(alert('[mon] UP HOST=WEB-1')).toEqual({ ...down, recovers: true });
    expect(alert('[mon] something is odd')).toBeNull();
  });

  test('is another one from another domain, mailbox or rule, and with another verdict on its sender', () => {
    const ids = [
      down?.id,
      alert('[mon] DOWN host=web-2')?.id,
      alert('[mon] DOWN host=web-1', { from: { address: 'alice@elsewhere.example', name: null } })?.id,
      alert('[mon] DOWN host=web-1', { mailbox: { mailboxId: 'other', address: 'other@contoso.example' } })?.id,
      alert('[mon] DOWN host=web-1', { trust: { sender: 'not-vouched-for', level: 'unverified' } })?.id,
      alert('[mon] DOWN host=web-1', { trust: { sender: 'unknown', level: 'unverified' } })?.id,
      alert('[mon] DOWN host=web-1', {}, monitor('Monitor 2'))?.id,
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(alert('[mon] UP host=web-1', { from: { address: 'other@fabrikam.example', name: null } })?.id).toBe(down?.id);
  });

  test('of an address where anybody can get one are those of that address', () => {
    const of = (address: string) => alert('[mon] DOWN host=web-1', { from: { address, name: null } })?.id;
    expect(of('monitor@gmail.com')).toBe(of('monitor@gmail.com'));
    expect(of('monitor@gmail.com')).not.toBe(of('mallory@gmail.com'));
  });

  test('are never confirmed', () => {
    expect(monitor().route(facts({ subject: '[mon] DOWN host=web-1' })).unconfirmedBy).toMatchObject({ name: 'Monitor' });
  });
});
