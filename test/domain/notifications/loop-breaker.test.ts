import { expect, test } from 'vitest';
import { addTotals, answersWithin, emptyTotal, withAnswer } from '../../../shared/domain/notifications/answer-total.ts';
import {
  type AnswerPlan,
  AutoAnswerCount,
  planAutomaticAnswer,
  resetLoop,
  senderLoopKey,
  untagged,
} from '../../../shared/domain/notifications/loop-breaker.ts';
import { mergeAutoAnswerCounts } from '../../../shared/domain/notifications/merge-auto-answer-counts.ts';
import { AutoAnswerLimits } from '../../../shared/domain/settings/auto-answer-limits.ts';
import { checkInWords } from '../../../shared/domain/words/in-words.ts';
import { remark } from '../../../shared/domain/words/remark.ts';

const ownLimits = AutoAnswerLimits.parse({ perSender: { answers: 3, minutes: 60 }, quietMinutes: 120 });
const start = new Date('2026-11-02T09:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

/** A store that keeps what the plans change. */
function aDeployment(limits = ownLimits, totals = { domain: 0, all: 0 }) {
  const states = new Map<string, AutoAnswerCount>();
  const answer = (causeId: string, minutes: number, address = 'robot@fabrikam.example'): AnswerPlan => {
    const of = (key: string) => ({ key, state: states.get(key) ?? null });
    const plan = planAutomaticAnswer({
      causeId,
      sender: of(senderLoopKey(address)),
      byReplyTo: false,
      totals,
      limits,
      now: after(minutes),
    });
    for (const change of plan.changes) states.set(change.key, AutoAnswerCount.parse(change));
    return plan;
  };
  return { states, answer };
}

test('a sender gets a limited number of answers within the window, whatever tickets they open', () => {
  const { answer } = aDeployment();
  expect([0, 1, 2, 3].map((minute) => answer(`mail ${minute}`, minute).verdict)).toEqual(['answer', 'answer', 'answer', 'stop']);
});

test('the window slides: somebody who writes now and then is always answered', () => {
  const { answer, states } = aDeployment();
  const verdicts = Array.from({ length: 30 }, (_, turn) => answer(`mail ${turn}`, turn * 25).verdict);
  expect(new Set(verdicts)).toEqual(new Set(['answer']));
  expect(states.get(senderLoopKey('robot@fabrikam.example'))?.answers.length).toBeLessThanOrEqual(3);
});

test('a loop stays stopped while it goes on, and starts again after a silence', () => {
  const { answer } = aDeployment();
  for (let minute = 0; minute < 600; minute += 10)
    if (minute >= 30) expect(answer(`mail ${minute}`, minute).verdict).toBe('stop');
    else answer(`mail ${minute}`, minute);
  expect(answer('still there', 590 + 119).verdict).toBe('stop');
  expect(answer('after two hours of silence', 590 + 119 + 120).verdict).toBe('answer');
});

test('the state says why, since when and how many were held back', () => {
  const { answer, states } = aDeployment();
  for (let minute = 0; minute < 6; minute += 1) answer(`mail ${minute}`, minute);
  expect(states.get('sender:robot%40fabrikam.example')?.stopped).toEqual({
    since: after(3).toISOString(),
    lastAttempt: after(5).toISOString(),
    held: 3,
    reason: remark('stopped-sender', { most: 3, minutes: 60 }),
  });
  expect(checkInWords(answer('mail 7', 7).check)).toEqual({
    check: 'loop breaker',
    saw: '',
    verdict: 'stopped: The sender got 3 automatic answers within 60 minutes.',
  });
});

test('an admin resets it', () => {
  const { answer, states } = aDeployment();
  for (let minute = 0; minute < 5; minute += 1) answer(`mail ${minute}`, minute);
  const key = senderLoopKey('robot@fabrikam.example');
  const stopped = states.get(key);
  if (!stopped) throw new Error('no state');
  states.set(key, resetLoop(stopped, 'admin@contoso.example', after(6)));
  expect(states.get(key)).toMatchObject({ answers: [], stopped: null, reset: { at: after(6).toISOString(), by: 'admin@contoso.example' } });
  expect(answer('mail 7', 7).verdict).toBe('answer');
});

test('a redelivery gets the same answer and counts once', () => {
  const { answer } = aDeployment();
  for (let times = 0; times < 10; times += 1) expect(answer('the same mail', times).verdict).toBe('answer');
  expect(answer('another', 11).reason).toEqual(remark('answers-sender', { count: 2, most: 3 }));
});

test('tags behind a plus are one sender', () => {
  expect(senderLoopKey('Robot+17@Fabrikam.example')).toBe(senderLoopKey('robot@fabrikam.example'));
  expect(senderLoopKey('+@fabrikam.example')).toBe('sender:%2B%40fabrikam.example');
});

test('dots in a Google address don’t make another sender', () => {
  for (const address of ['al.ice@gmail.com', 'A.L.I.C.E+x@googlemail.com']) expect(untagged(address)).toBe('alice@gmail.com');
  expect(untagged('al.ice@fabrikam.example')).toBe('al.ice@fabrikam.example');
});

test('a domain, and all domains together, get a limited number of answers, whoever is named as the sender', () => {
  const limits = AutoAnswerLimits.parse({ perDomain: { answers: 5, minutes: 60 }, inAll: { answers: 9, minutes: 60 } });
  expect(aDeployment(limits, { domain: 4, all: 8 }).answer('a mail', 0)).toMatchObject({ verdict: 'answer', counts: true });
  expect(aDeployment(limits, { domain: 5, all: 8 }).answer('a mail', 0)).toMatchObject({ verdict: 'stop', counts: false });
  expect(aDeployment(limits, { domain: 4, all: 9 }).answer('a mail', 0)).toMatchObject({ verdict: 'stop', counts: false });
});

test('totals count the minutes of their window, together with what other processes counted', () => {
  const one = withAnswer(withAnswer(emptyTotal('answers'), after(0)), after(30));
  expect([30, 59, 60, 89, 90].map((minute) => answersWithin(one, 60, after(minute)))).toEqual([2, 2, 1, 1, 0]);
  expect(answersWithin(addTotals(one, one, 60, after(31)), 60, after(31))).toBe(4);
  expect(addTotals(one, one, 60, after(91)).minutes).toEqual({});
});

test('any text has a key, short enough for a partition', () => {
  const hostile = [`${'a'.repeat(319)}😀@x.example`, `${'€'.repeat(250)}@x.example`, '\ud83d@x.example', ''];
  for (const address of hostile) expect(senderLoopKey(address).length).toBeLessThan(2000);
});

test('two processes that counted the same sender: each answer once, a later reset wins', () => {
  const state = (ids: number[], reset: number | null): AutoAnswerCount => ({
    type: 'loop-state',
    key: 'sender:x',
    answers: ids.map((id) => ({ causeId: `mail ${id}`, at: after(id).toISOString() })),
    stopped: null,
    reset: reset === null ? null : { at: after(reset).toISOString(), by: 'admin' },
  });
  expect(mergeAutoAnswerCounts(state([1, 2], null), state([2, 3], null)).answers).toEqual(state([1, 2, 3], null).answers);
  const stopped = {
    since: after(3).toISOString(),
    lastAttempt: after(9).toISOString(),
    held: 2,
    reason: remark('stopped-all', { most: 3, minutes: 60 }),
  };
  expect(mergeAutoAnswerCounts(state([], 4), { ...state([1, 2, 5], null), stopped })).toEqual(state([5], 4));
});

test('limits have defaults, and bounds', () => {
  expect(AutoAnswerLimits.parse({})).toEqual({
    perSender: { answers: 100, minutes: 60 },
    perReplyTo: { answers: 10, minutes: 60 },
    perDomain: { answers: 1000, minutes: 60 },
    inAll: { answers: 5000, minutes: 60 },
    quietMinutes: 180,
  });
  expect(AutoAnswerLimits.safeParse({ quietMinutes: 0 }).success).toBe(false);
});
