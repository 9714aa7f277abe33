import type { Step, StepName } from '../domain/mailboxes/connection-step.ts';
import { unopened, unreadable, unresolved, withoutTls } from '../domain/mailboxes/explain-failure.ts';
import { isGraphMailbox, type Mailbox } from '../domain/mailboxes/mailbox.ts';
import { accountOf, serverOf } from '../domain/mailboxes/tested-server.ts';
import { type Remark, remark } from '../domain/words/remark.ts';
import type { MailSource, SourceMail } from '../ports/mail-source.ts';
import type { StepDeps } from './connection-test-deps.ts';
import { failedBy } from './failed-by.ts';

/** How a step ended; `passed` and what was seen, or why not. */
export type Outcome = Pick<Step, 'result' | 'said'>;
export type StepRun = { step: StepName; ms: number; run(signal: AbortSignal): Promise<Outcome> };

export const passed = (said: Remark): Outcome => ({ result: 'passed', said });
export const failedStep = (said: Remark): Outcome => ({ result: 'failed', said });
export const skipped = (said: Remark): Outcome => ({ result: 'skipped', said });

/** Of a mail that a source hands over at once, no more is read. */
const readBytes = 256 * 1024;
const closeMs = 3000;

type Opened = { kind: 'opened'; source: MailSource; first: SourceMail | null } | ({ kind: 'failed' } & ReturnType<typeof unopened>);

/**
 * The steps that look at a mailbox without writing anything, and what ends their connection. They
 * do what a poll does, with the app's own adapters. A step that needs more than `ms` milliseconds
 * is left, which its signal tells it.
 */
export function connectionSteps(deps: StepDeps, mailbox: Mailbox): { steps: StepRun[]; close(): Promise<void> } {
  const server = serverOf(mailbox);
  const account = accountOf(mailbox);
  const sources: MailSource[] = [];
  let opening: Promise<Opened> | null = null;

  const open = async (): Promise<Opened> => {
    try {
      const source = await deps.openSource(mailbox);
      sources.push(source);
      for await (const { mail } of source.newMails(null, { mailBytes: readBytes, setAside: null }))
        if (mail) return { kind: 'opened', source, first: mail };
      return { kind: 'opened', source, first: null };
    } catch (error) {
      return { kind: 'failed', ...unopened(failedBy(error), server, account) };
    }
  };
  const opened = () => {
    opening ??= open();
    return opening;
  };
  /** A step at the server itself, where there is one that the admin named. */
  const atServer = (step: StepName, ms: number, run: (server: TestedAt, signal: AbortSignal) => Promise<Outcome>): StepRun => ({
    step,
    ms,
    run: async (signal) => (server.kind === 'server' ? run(server, signal) : skipped(server.why)),
  });

  const steps: StepRun[] = [
    atServer('name-resolves', 8000, async (at) => {
      try {
        return passed(remark('test-name-resolves', { host: at.host, count: await deps.countAddresses(at) }));
      } catch (error) {
        return failedStep(unresolved(failedBy(error).code, at));
      }
    }),
    atServer('port-opens', 10_000, async (at, signal) => {
      try {
        await deps.openPort(at, signal);
        return passed(remark('test-port-opens', { host: at.host, port: at.port }));
      } catch {
        // a closed port and one that this installation does not connect to are told alike
        return failedStep(remark('test-no-connection', { host: at.host, port: at.port }));
      }
    }),
    atServer('tls', 12_000, async (at, signal) => {
      if (at.tls === 'none') return skipped(remark('test-without-tls'));
      try {
        const { names, until } = await deps.agreeOnTls({ ...at, tls: at.tls }, signal);
        return passed(remark('test-tls', { host: at.host, names, until: until.toISOString().slice(0, 10) }));
      } catch (error) {
        return failedStep(withoutTls(failedBy(error).code, namesIn(error), at));
      }
    }),
    {
      step: 'sign-in',
      ms: 25_000,
      async run() {
        const found = await opened();
        return found.kind === 'failed' && found.step === 'sign-in' ? failedStep(found.said) : passed(remark('test-signed-in', account));
      },
    },
    {
      step: 'folder',
      ms: 25_000,
      async run() {
        const found = await opened();
        return found.kind === 'failed' ? failedStep(found.said) : passed(remark('test-folder', account));
      },
    },
    {
      step: 'read-message',
      ms: 20_000,
      async run() {
        const found = await opened();
        return found.kind === 'failed' ? skipped(remark('test-earlier-failed')) : readFirst(found.source, found.first);
      },
    },
    { step: 'subscription-handshake', ms: 12_000, run: () => handshake(deps, mailbox) },
  ];
  return {
    steps,
    async close() {
      // one that still connects would be waited for
      const patience = new Promise<void>((resolve) => setTimeout(resolve, closeMs).unref());
      await Promise.race([Promise.all(sources.map((source) => source.close())), patience]);
    },
  };
}

type TestedAt = Extract<ReturnType<typeof serverOf>, { kind: 'server' }>;

async function readFirst(source: MailSource, mail: SourceMail | null): Promise<Outcome> {
  if (!mail) return skipped(remark('test-folder-empty'));
  if (mail.kind === 'set-aside') return passed(remark('test-read-large'));
  try {
    const raw = mail.kind === 'fetched' ? mail.raw : await source.rawMail(mail.remoteId);
    return raw ? passed(remark('test-read', { bytes: raw.byteLength })) : skipped(remark('test-message-gone'));
  } catch (error) {
    const failed = failedBy(error);
    return failed.failure === 'too-large' ? passed(remark('test-read-large')) : failedStep(unreadable(failed));
  }
}

/** Microsoft Graph makes a subscription only if the app answers at its public address. */
async function handshake(deps: StepDeps, mailbox: Mailbox): Promise<Outcome> {
  if (!isGraphMailbox(mailbox)) return skipped(remark('test-polled'));
  const token = deps.randomSecret();
  try {
    const { status, body } = await deps.callWebhook(token);
    if (status >= 300 && status < 400) return failedStep(remark('test-webhook-redirected', { status }));
    if (status !== 200 || body !== token) return failedStep(remark('test-webhook-wrong', { status }));
    return passed(remark('test-handshake', { url: deps.webhookUrl }));
  } catch (error) {
    return failedStep(remark('test-webhook-out', { code: failedBy(error).code }));
  }
}

const namesIn = (error: unknown): string => (error instanceof Error && 'names' in error ? String(error.names) : '');
