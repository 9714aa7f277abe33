import type { z } from 'zod';
import { mailboxIdFor } from '../domain/ids.ts';
import { fromNowOn, readSince } from '../domain/mailboxes/first-read.ts';
import type { Login } from '../domain/mailboxes/login.ts';
import { CommonMailbox, Mailbox, type MailboxState } from '../domain/mailboxes/mailbox.ts';
import { mailboxStatus } from '../domain/mailboxes/mailbox-status.ts';
import { secretNameFor, secretNameOf } from '../domain/mailboxes/secret-name.ts';
import { ApiMailbox, type WantedMailbox } from './mailboxes.ts';

type WantedLogin = Extract<WantedMailbox, { provider: 'imap' }>['login'];

/**
 * The mailbox that is stored for one that is wanted; `before`: as it is stored now. What the API
 * does not know of it stays.
 */
export function toStoredMailbox(wanted: WantedMailbox, before: Mailbox | null, now: Date): Mailbox {
  const mailboxId = before?.mailboxId ?? mailboxIdFor(wanted.address);
  const { since, addressing, ...fields } = wanted;
  return Mailbox.parse({
    ...(before && (before.kind === wanted.provider ? before : CommonMailbox.parse(before))),
    ...fields,
    ...ofProvider(wanted, (before && secretNameOf(before)) ?? secretNameFor(mailboxId)),
    kind: wanted.provider,
    mailboxId,
    plusAddressing: addressing === undefined ? (before?.plusAddressing ?? false) : addressing === 'plus',
    since: since === undefined ? (before ? before.since : fromNowOn(now)) : since,
  });
}

function ofProvider(wanted: WantedMailbox, secretName: string): object {
  switch (wanted.provider) {
    case 'graph':
      return { user: wanted.user ?? wanted.address };
    case 'imap':
      return { tls: wanted.security === 'tls' ? 'implicit' : wanted.security, login: toLogin(wanted.login, secretName) };
    case 'ews':
      return { login: toLogin(wanted.login, secretName) };
  }
}

const toLogin = (login: WantedLogin, secretName: string): Login => (login.method === 'managed-identity' ? login : { ...login, secretName });

/** A mailbox as the API shows it, with how it does. */
export function toApiMailbox(state: MailboxState, now: Date): ApiMailbox {
  const mailbox: z.infer<typeof Mailbox> = Mailbox.parse(state.mailbox);
  return ApiMailbox.parse({
    ...mailbox,
    id: mailbox.mailboxId,
    provider: mailbox.kind,
    addressing: mailbox.plusAddressing ? 'plus' : 'plain',
    since: readSince(mailbox, state.health),
    ...(mailbox.kind === 'imap' && { security: mailbox.tls === 'implicit' ? 'tls' : mailbox.tls }),
    ...('login' in mailbox && { login: withoutSecret(mailbox.login) }),
    ...mailboxStatus(state, now),
  });
}

function withoutSecret(login: Login): object {
  const { secretName: _, ...shown } = { secretName: null, ...login };
  return shown;
}
