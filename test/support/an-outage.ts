/** Who answers the functions that a workflow is given. */
export type Counterpart = 'store' | 'blobs' | 'source' | 'vault' | 'channel' | 'queue';

const answeredBy: Record<Exclude<Counterpart, 'store'>, readonly string[]> = {
  blobs: ['stageRaw', 'keepFile'],
  source: ['rawMail'],
  vault: ['signingKeys', 'renderSettings'],
  channel: ['send'],
  queue: ['requeue', 'enqueueMail', 'enqueueGivenUp', 'enqueue', 'enqueueReport', 'output', 'complete'],
};
/** No requests. */
const local = ['now', 'autoAnswersNow', 'countAutoAnswers', 'answersNow', 'countAnswer', 'giveBack', 'waiter', 'backOff'];
const writes: Record<Counterpart, readonly string[]> = {
  store: [
    ...['take', 'commit', 'addContact', 'learnLanguage', 'keepAutoAnswers', 'putTrace', 'dropTrace'],
    ...['noteOutcome', 'claimRetry'],
  ],
  blobs: answeredBy.blobs,
  // these are only read, or one thing is asked of them: the n-th request counts
  source: answeredBy.source,
  vault: answeredBy.vault,
  channel: answeredBy.channel,
  queue: answeredBy.queue,
};

/**
 * An outage of one counterpart, from the n-th write to it on (counted from 1), for so long by the
 * clock that is given. `after`: that write is done, and only its answer is lost.
 */
export function anOutage(now: () => number, counterpart: Counterpart, n: number, when: 'before' | 'after', lastsMs: number) {
  const written: Record<Counterpart, number> = { store: 0, blobs: 0, source: 0, vault: 0, channel: 0, queue: 0 };
  let until: number | null = null;
  const isOut = () => until !== null && now() < until;
  const fail = (name: string) => Promise.reject(new Error(`503 Service Unavailable (${counterpart}: ${name})`));
  const counterpartOf = (name: string): Counterpart | null =>
    local.includes(name)
      ? null
      : ((['blobs', 'source', 'vault', 'channel', 'queue'] as const).find((one) => answeredBy[one].includes(name)) ?? 'store');

  function call(name: string, run: () => unknown): unknown {
    const asked = counterpartOf(name);
    if (asked === null) return run();
    if (writes[asked].includes(name)) written[asked] += 1;
    if (asked !== counterpart) return run();
    if (isOut()) return fail(name);
    if (until !== null || written[asked] < n || !writes[asked].includes(name)) return run();
    if (when === 'after') {
      return Promise.resolve(run()).then(() => {
        until = now() + lastsMs;
        return fail(name);
      });
    }
    until = now() + lastsMs;
    return fail(name);
  }

  const wrap = <T extends object>(deps: T): T =>
    new Proxy(deps, {
      get(object, name, receiver) {
        const value: unknown = Reflect.get(object, name, receiver);
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) return wrap(value);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => call(String(name), () => Reflect.apply(value, object, given));
      },
    });
  return {
    wrap,
    isOutOf: (one: Counterpart) => one === counterpart && isOut(),
    /** Whether it came: there were so many writes. */
    hasBeen: () => until !== null,
    until: () => until ?? 0,
    /** The writes so far. */
    written,
  };
}
export type Outage = ReturnType<typeof anOutage>;
