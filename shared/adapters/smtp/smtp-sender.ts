import { inMegabytes, problemOfFiles } from '../../domain/mail/channel-limits.ts';
import { composeMail } from '../../domain/mail/compose-mail.ts';
import type { OutgoingMail } from '../../domain/mail/outgoing-mail.ts';
import type { Credentials } from '../../domain/mailboxes/login.ts';
import type { SmtpSettings } from '../../domain/mailboxes/smtp-settings.ts';
import { type Remark, remark } from '../../domain/words/remark.ts';
import { MailSenderError, MailSourceError } from '../../errors.ts';
import type { MailSender, SendResult } from '../../ports/mail-sender.ts';
import type { Dialer } from '../net/dialer.ts';
import type { SignInGuard } from '../net/sign-in-guard.ts';
import type { SentFolder } from './sent-folder.ts';
import { verdictOf } from './smtp-failure.ts';
import { type SmtpTimeouts, type Submission, submit } from './submit.ts';

export type SmtpDeps = {
  /** Asked for each mail, and once more (`fresh`) when the server refused what was kept. */
  login(fresh: boolean): Promise<Credentials>;
  dialer: Dialer;
  now(): Date;
  /** Whether mail may leave without TLS. */
  allowPlain: boolean;
  /** Of a mailbox that is read by IMAP. */
  sent: SentFolder | null;
  /** Keeps a password that was refused just now from being tried again; without, all is tried. */
  guard?: SignInGuard;
  timeouts?: SmtpTimeouts;
};

type Envelope = { from: Pick<OutgoingMail['from'], 'address'>; to: Pick<OutgoingMail['to'], 'address'> };

/** Base64 with its line ends, and the texts. */
const sizeOfFiles = (bytes: number): number => Math.ceil(bytes * 1.37) + 2_000_000;

/**
 * Sends by the SMTP server of a mailbox. After an error behind the last byte nobody knows whether
 * the server has taken the mail (RFC 1047). Where the server itself saves what it sends, the next
 * try looks in the Sent folder; elsewhere that can't be known, and a person decides. A process that
 * dies between the server's answer and our own note of it (some milliseconds of each mail) sends it
 * once more if the server saves none.
 */
export function smtpSender(settings: SmtpSettings, deps: SmtpDeps): MailSender & { signIn(address: string): Promise<SendResult> } {
  const { host, savesSent } = settings;
  const sentByServer = savesSent ? deps.sent : null;
  return {
    /** Signs in as for a mail from this address, and sends nothing. */
    async signIn(address) {
      if (settings.security === 'none' && !deps.allowPlain) throw outOf({ reason: remark('smtp-not-allowed', { host }) });
      const nothing = { envelope: { from: address, to: address }, raw: new Uint8Array() };
      return resultOf(await signedIn(settings, deps, nothing, true), { from: { address }, to: { address } });
    },
    async send(mail, { again } = { again: false }): Promise<SendResult> {
      if (settings.security === 'none' && !deps.allowPlain) throw outOf({ reason: remark('smtp-not-allowed', { host }) });
      const files = mail.attachments.map(({ name, type, bytes }) => ({ name, type, size: bytes.byteLength }));
      const reason = problemOfFiles(files, { maxBytes: settings.maxBytes, types: null });
      if (reason) return { kind: 'refused', reason };
      const raw = await written(mail, deps.now());
      if ('kind' in raw) return raw;
      if (raw.byteLength > sizeOfFiles(settings.maxBytes)) {
        const sizes = { size: inMegabytes(raw.byteLength), max: inMegabytes(sizeOfFiles(settings.maxBytes)) };
        return { kind: 'refused', reason: remark('send-too-large', sizes) };
      }
      if (again && sentByServer && (await isSent(sentByServer, mail.messageId))) return { kind: 'accepted' };
      const result = resultOf(await signedIn(settings, deps, { envelope: { from: mail.from.address, to: mail.to.address }, raw }), mail);
      // a copy for people who look there: the mail has left, whatever becomes of it
      if (result.kind === 'accepted' && !savesSent) await deps.sent?.add(raw).catch(() => {});
      return result;
    },
  };

  function resultOf(submission: Submission, mail: Envelope): SendResult {
    switch (submission.kind) {
      case 'taken':
        return { kind: 'accepted', ...(submission.messageId === null ? {} : { finalMessageId: submission.messageId }) };
      case 'refused': {
        const verdict = verdictOf(submission.reply, { recipient: mail.to.address, sender: mail.from.address });
        if (verdict.kind === 'refused') return verdict;
        throw outOf(verdict);
      }
      case 'broken': {
        const { hadAll, isOfTls, said } = submission;
        if (!hadAll) throw outOf({ reason: remark(isOfTls ? 'smtp-no-tls' : 'smtp-unreachable', { host, said }) });
        const canLook = sentByServer !== null;
        return { kind: 'uncertain', reason: remark(canLook ? 'smtp-being-looked-for' : 'smtp-in-doubt', { host }), canLook };
      }
    }
  }
}

/** Nothing was taken. */
const outOf = ({ reason, retryAfterMs = null, isBusy = false }: { reason: Remark; retryAfterMs?: number | null; isBusy?: boolean }) =>
  new MailSenderError(reason.code, { reason, retryAfterMs, isBusy });

/** With what is kept; once more with what is there by now, if the server refuses that. */
async function signedIn(
  settings: SmtpSettings,
  deps: Pick<SmtpDeps, 'login' | 'dialer' | 'guard' | 'timeouts'>,
  mail: Parameters<typeof submit>[2],
  verifyOnly = false,
): Promise<Submission> {
  const options = { dialer: deps.dialer, ...(deps.timeouts && { timeouts: deps.timeouts }), verifyOnly };
  const trial = async (credentials: Credentials): Promise<Submission> => {
    const submission = await submit(settings, credentials, mail, options);
    if (!isLoginRefused(submission)) return submission;
    throw new MailSourceError('login-refused', submission.reply.said);
  };
  const attempt = async (credentials: Credentials): Promise<Submission> => {
    try {
      const server = `${settings.host}:${settings.port}`;
      return await (deps.guard ? deps.guard(settings.user, server, credentials, () => trial(credentials)) : trial(credentials));
    } catch (error) {
      if (!(error instanceof MailSourceError && error.failure === 'login-refused')) throw error;
      return { kind: 'refused', reply: { code: 535, said: error.message, command: 'sign-in' } };
    }
  };
  const given = await credentialsOf(deps, false);
  const first = await attempt(given);
  if (!isLoginRefused(first)) return first;
  const fresh = await credentialsOf(deps, true);
  // the same once more would only bring the account nearer to being locked
  return JSON.stringify(fresh) === JSON.stringify(given) ? first : attempt(fresh);
}

function isLoginRefused(submission: Submission): submission is Extract<Submission, { kind: 'refused' }> {
  if (submission.kind !== 'refused' || submission.reply.command !== 'sign-in') return false;
  const verdict = verdictOf(submission.reply, { recipient: '', sender: '' });
  return verdict.kind === 'later' && verdict.isLoginRefused;
}

async function credentialsOf({ login }: Pick<SmtpDeps, 'login'>, fresh: boolean): Promise<Credentials> {
  try {
    return await login(fresh);
  } catch (error) {
    if (error instanceof MailSourceError) throw new MailSenderError(error.message, { retryAfterMs: error.retryAfterMs });
    throw error;
  }
}

async function written(mail: OutgoingMail, date: Date): Promise<Uint8Array | Extract<SendResult, { kind: 'refused' }>> {
  try {
    return await composeMail(mail, date);
  } catch (error) {
    return { kind: 'refused', reason: remark('channel-refused', { said: error instanceof Error ? error.message : String(error) }) };
  }
}

async function isSent(folder: SentFolder, messageId: string): Promise<boolean> {
  try {
    return (await folder.has(messageId)) === true;
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    // sent now, it would perhaps be there twice
    throw new MailSenderError(error.message, {
      reason: remark('smtp-cannot-look', { said: error.message }),
      retryAfterMs: error.retryAfterMs,
      perhapsTaken: true,
    });
  }
}
