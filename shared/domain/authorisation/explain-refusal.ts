import { type BareCode, type Remark, remark } from '../words/remark.ts';
import { byError, byNumber, type RefusalGroup } from './known-refusals.ts';
import type { OAuthRefusal } from './oauth-refusal.ts';

/** What a refusal means for the mailbox. */
export type RefusalMeaning = {
  group: RefusalGroup;
  /** How reading the mailbox fails by it. */
  failure: 'needs-authorisation' | 'login-refused' | 'throttled' | 'unreachable';
  /** The token serves never again: it isn't sent once more. */
  isDead: boolean;
  retryAfterMs: number | null;
  /** Reason and remedy. */
  problem: Remark;
};

/** What the words need besides. */
export type RefusalPlace = { provider: 'microsoft' | 'google'; redirectUri: string };

/** A request that Entra takes for a loop is refused for some minutes. */
const loopWaitMs = 15 * 60_000;

/**
 * What a refusal means. The state follows from `error`, as Microsoft asks for; the number picks the
 * words, and calls off an alarm where it says that it will pass. Pure.
 */
export function explainRefusal(refusal: OAuthRefusal, place: RefusalPlace): RefusalMeaning {
  const numbered = refusal.code === null ? undefined : byNumber.get(refusal.code);
  const passes = numbered?.group === 'passing' || numbered?.group === 'loop';
  const named = Object.hasOwn(byError, refusal.error) ? byError[refusal.error] : undefined;
  const known = numbered ?? (refusal.code === null || named?.group === 'passing' ? named : undefined);
  const failure = passes ? 'throttled' : failureBy(numbered?.group, named?.group);
  const group = known?.group ?? 'unknown';
  return {
    group,
    failure,
    isDead: failure === 'needs-authorisation' && ['sign-in-again', 'further-proof', 'unknown'].includes(group),
    retryAfterMs: group === 'loop' ? loopWaitMs : refusal.retryAfterMs,
    problem: known ? inWordsOf(known, refusal, place) : unknownRefusal(refusal, place),
  };
}

/** `error` decides; the number only where `error` is none that this app knows. */
function failureBy(numbered: RefusalGroup | undefined, named: RefusalGroup | undefined): RefusalMeaning['failure'] {
  const group = named ?? numbered ?? 'unknown';
  if (group === 'passing' || group === 'loop') return 'unreachable';
  const isPersons: RefusalGroup[] = ['sign-in-again', 'further-proof', 'policy', 'consent', 'consent-awaited', 'account'];
  return isPersons.includes(group) ? 'needs-authorisation' : 'login-refused';
}

function inWordsOf(
  { group, reason }: { group: RefusalGroup; reason: BareCode | 'redirect-uri-unknown' },
  refusal: OAuthRefusal,
  place: RefusalPlace,
): Remark {
  const said = refusal.code === null ? refusal.error : `AADSTS${refusal.code}`;
  const { redirectUri } = place;
  const why = reason === 'redirect-uri-unknown' ? remark(reason, { redirectUri }) : remark(reason);
  return remark('authorisation-refused', { reason: why, said, remedy: remedyOf(group, refusal) });
}

function remedyOf(group: RefusalGroup, { correlationId }: OAuthRefusal): Remark {
  if (group === 'policy') return remark('ask-their-admin', { correlationId: correlationId ?? 'unknown' });
  return remark(remedies[group]);
}

const remedies: Readonly<Record<Exclude<RefusalGroup, 'policy'>, BareCode>> = {
  'sign-in-again': 'authorise-again',
  'further-proof': 'authorise-with-proof',
  consent: 'give-consent',
  'consent-awaited': 'await-consent',
  app: 'mend-app',
  federation: 'mend-federation',
  'redirect-uri': 'mend-redirect-uri',
  account: 'check-account',
  passing: 'wait-a-little',
  loop: 'wait-a-little',
  unknown: 'look-up-code',
};

const unknownRefusal = ({ error, code, traceId, correlationId }: OAuthRefusal, { provider }: RefusalPlace): Remark =>
  remark('authorisation-refused-unknown', {
    provider: provider === 'google' ? 'Google' : 'Microsoft',
    said: code === null ? error : `${error}, AADSTS${code}`,
    remedy: remark('look-up-code'),
    traceId: traceId ?? 'unknown',
    correlationId: correlationId ?? 'unknown',
  });
