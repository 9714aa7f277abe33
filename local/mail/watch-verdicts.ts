import type { Verdict } from './read-verdicts.ts';

/** At most one request a second, whatever comes in. */
const PACE_MS = 1000;
const PAGE = '100';
/** After that nobody looks at the terminal for it. */
const GIVE_UP_MS = 10 * 60_000;
/** A burst is told of in the order in which it is found; beyond this the oldest are left out. */
const MAX_WAITING = 5000;
/** The app notes when it saw the mail, by its own clock and some time after us. */
const CLOCK_SLACK_MS = 2000;

export interface AwaitedMail {
  messageId: string;
  /** The local mailbox that it was put into. */
  mailbox: string;
  at: Date;
}

export interface VerdictWatch {
  await(mail: AwaitedMail): void;
  stop(): Promise<void>;
}

export interface VerdictWatchOptions {
  /** A page of the app's traces, newest first; see readVerdicts. */
  read(filters: Record<string, string>): Promise<{ items: Verdict[]; next: string | null }>;
  /** Told once for each awaited mail, undefined when nothing was heard of it for ten minutes. */
  found(mail: AwaitedMail, verdict: Verdict | undefined): void;
}

/**
 * Finds out what became of mails, by looking at the newest traces once a second as long as some are
 * awaited. Older pages are read, one a second, while the awaited mails are older than what was
 * seen. Errors are left to the next look: the app may be starting again.
 */
export function watchVerdicts({ read, found }: VerdictWatchOptions): VerdictWatch {
  let waiting: AwaitedMail[] = [];
  const told = new Set<string>();
  let next: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let stopped = false;

  function plan(): void {
    if (stopped || timer || looking || waiting.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      looking = look()
        .catch(() => {})
        .finally(() => {
          looking = undefined;
          plan();
        });
    }, PACE_MS);
  }

  async function look(): Promise<void> {
    const page = await read({ limit: PAGE, ...(next ? { continuation: next } : {}) });
    // the oldest first: of several copies the first that came has the first verdict
    for (const verdict of page.items.toReversed()) {
      if (verdict.outcome === 'processing' || told.has(verdict.mailId)) continue;
      const index = waiting.findIndex((mail) => isAbout(verdict, mail));
      const [mail] = index < 0 ? [] : waiting.splice(index, 1);
      if (!mail) continue;
      remember(told, verdict.mailId);
      found(mail, verdict);
    }
    const now = Date.now();
    for (const mail of waiting) if (now - mail.at.getTime() > GIVE_UP_MS) found(mail, undefined);
    waiting = waiting.filter((mail) => now - mail.at.getTime() <= GIVE_UP_MS);
    const oldestSeen = Math.min(...page.items.map((verdict) => Date.parse(verdict.receivedAt)));
    next = waiting.some((mail) => mail.at.getTime() + CLOCK_SLACK_MS < oldestSeen) ? page.next : null;
  }

  return {
    await(mail) {
      waiting.push(mail);
      if (waiting.length > MAX_WAITING) waiting.shift();
      plan();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

const isAbout = (verdict: Verdict, mail: AwaitedMail) =>
  (verdict.messageId ?? '') === mail.messageId &&
  verdict.mailbox.toLowerCase() === mail.mailbox &&
  Date.parse(verdict.receivedAt) > mail.at.getTime() - CLOCK_SLACK_MS;

function remember(told: Set<string>, mailId: string): void {
  told.add(mailId);
  const [oldest] = told;
  if (told.size > MAX_WAITING && oldest !== undefined) told.delete(oldest);
}
