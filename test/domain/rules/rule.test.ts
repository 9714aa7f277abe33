import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { estimatedSteps } from '../../../shared/domain/rules/pattern-estimate.ts';
import { RuleContent } from '../../../shared/domain/rules/rule.ts';
import { ruleProblems } from '../../../shared/domain/rules/rule-problems.ts';
import { aRule } from '../../support/a-rule.ts';

/** What an admin may write as a rule, and what they are told when it is none. */

const subject = (value: string, op = 'contains') => ({ field: 'subject', op, value });
const rule = (when: unknown, then: unknown[] = [{ action: 'stop' }]) => ({ name: 'Backups', order: 10, when, then });
const told = (written: unknown) =>
  RuleContent.safeParse(written).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

test('conditions stand in all, any and not; "not" takes one or several', () => {
  const when = {
    all: [subject('backup'), { not: [{ field: 'from', op: 'contains', value: 'fabrikam' }] }, { any: [{ not: subject('ok') }] }],
  };
  expect(RuleContent.parse(rule(when))).toMatchObject({ when, enabled: true });
});

describe('what is no rule is refused, and the field is named', () => {
  const wrong: [string, unknown, string[]][] = [
    ['a field that there is not', rule({ field: 'colour', op: 'is', value: 'x' }), ['when: field: must be one of from, from-name']],
    ['an op that the field has not', rule({ field: 'size', op: 'contains', value: 5 }), ['when: op: Invalid option']],
    ['a comparison with more than it takes', rule({ ...subject('x'), flags: 'i' }), ['when: Unrecognized key: "flags"']],
    [
      'one inside others',
      rule({ all: [subject('x'), { any: [{ field: 'header', op: 'is', value: 'y' }] }] }),
      ['when: all.1: any.0: name:'],
    ],
    ['an empty list', rule({ any: [] }), ['when.any: Too small']],
    ['two shapes at once', rule({ all: [subject('x')], not: subject('y') }), ['when: must be { field, op, value }']],
    ['no action', rule(subject('x'), []), ['then: ']],
    ['an unknown action', rule(subject('x'), [{ action: 'explode' }]), ['then.0.action: ']],
    ['a tag with a comma', rule(subject('x'), [{ action: 'tag', tag: 'a,b' }]), ['then.0.tag: must have neither commas']],
    ['an assignee that is no address', rule(subject('x'), [{ action: 'assign', assignee: 'me' }]), ['then.0.assignee: ']],
  ];
  test.each(wrong)('%s', (_, written, expected) => {
    expect(told(written)).toEqual(expected.map((start) => expect.stringContaining(start)));
  });

  test('conditions nested without end, before anything else is looked at', () => {
    let when: unknown = subject('x');
    for (let depth = 0; depth < 20_000; depth += 1) when = { not: when };
    expect(told(rule(when))).toEqual(['when: conditions may be nested 6 deep']);
  });
});

describe('patterns are RE2: a wrong one is refused with the position', () => {
  const problems = (pattern: string) => ruleProblems(aRule({ when: subject(pattern, 'matches'), then: [{ action: 'stop' }] }));
  const wrong: [string, string][] = [
    ['(unclosed', 'the pattern is wrong at position 10: missing closing )'],
    ['host [a-', 'the pattern is wrong at position 9: missing closing ]'],
    [
      'disk (?=full)',
      'the pattern is wrong at position 6: invalid or unsupported Perl syntax "(?="; RE2 has no lookahead and no lookbehind',
    ],
    ['(?<!x)y', 'no lookahead and no lookbehind'],
    ['(a)\\1', 'the pattern is wrong at position 4: invalid escape sequence "\\1"; RE2 has no back-references'],
    ['a**', 'the pattern is wrong at position 2: invalid nested repetition operator "**"'],
    ['a{1,5000}', 'the pattern is wrong at position 2: invalid repeat count'],
    ['((a{100}){10}){2}', 'invalid repeat count'],
    ['(?:a{1,100}){1,9}', 'the pattern is too big: 1801 steps where 1000 are allowed; repeat less'],
  ];
  test.each(wrong)('%s', (pattern, message) => {
    expect(problems(pattern)).toEqual([{ path: ['when', 'value'], message: expect.stringContaining(message) }]);
  });

  test.each([
    ['(x{1,1000}){1}'.repeat(35), 35_000],
    [`(?:${'a'.repeat(450)}){1000}`, 451_000],
    [`((${'[^\\]]\\d'.repeat(50)}{10}){10}){10}`, 10_900],
    ['\\p{Greek}{1000}'.repeat(30), 30_000],
  ])('what would take seconds to compile is not compiled to be counted (%#)', (pattern, steps) => {
    expect(estimatedSteps(pattern)).toBe(steps);
    expect(problems(pattern)).toMatchObject([{ message: expect.stringContaining('too big') }]);
  });

  test.each([
    '\\bserver-[0-9]{1,3}\\b.*(?:down|failed)',
    '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
    '[[:alpha:]]+\\{5000\\}',
    '[{]5000}',
  ])('as people write it: %s', (pattern) => {
    expect(problems(pattern)).toEqual([]);
  });

  test('that of an alert needs a group that names it', () => {
    const alert = (key: string, recovery: string) => aRule({ when: subject('x'), then: [{ action: 'alert', key, recovery }] });
    expect(ruleProblems(alert('host=([a-z0-9-]+)', '\\bUP\\b'))).toEqual([]);
    expect(ruleProblems(alert('host=.*', '(UP'))).toEqual([
      { path: ['then', 0, 'key'], message: expect.stringContaining('needs a group') },
      { path: ['then', 0, 'recovery'], message: expect.stringContaining('position 4') },
    ]);
  });

  test('a rule has no more than 100 comparisons', () => {
    const many = { any: Array.from({ length: 3 }, () => ({ any: Array.from({ length: 50 }, (_, n) => subject(String(n))) })) };
    expect(ruleProblems(aRule({ when: many, then: [{ action: 'stop' }] }))).toMatchObject([{ path: ['when'] }]);
  });
});

test('the shape of a rule can be described in OpenAPI', () => {
  expect(JSON.stringify(z.toJSONSchema(RuleContent, { io: 'input' })).length).toBeLessThan(20_000);
});
