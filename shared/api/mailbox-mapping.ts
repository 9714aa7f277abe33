import type { z } from 'zod';
import { fromNowOn } from '../domain/mailboxes/first-read.ts';
import type { Login } from '../domain/mailboxes/login.ts';
import { CommonMailbox, Mailbox } from '../domain/mailboxes/mailbox.ts';
import { secretNameFor, secretNameOf, tokenNameFor } from '../domain/mailboxes/secret-name.ts';
import { smtpSecretNameFor } from '../domain/mailboxes/smtp-settings.ts';
import { type WantedMailbox, wantedByProvider } from './mailboxes.ts';

type WantedLogin = Extract<WantedMailbox, { provider: 'imap' }>['login'];

/**
 * The mailbox that is stored for one that is wanted; `before`: as it is stored now. What the API
 * does not know of it stays.
 */
export function toStoredMailbox(wanted: WantedMailbox, made: { id: string; before: Mailbox | null; at: string }): Mailbox {
  const { id, before, at } = made;
  const { since, addressing, smtp, ...fields } = wanted;
  return Mailbox.parse({
    ...(before && (before.kind === wanted.provider ? before : ofAnyKind.parse(before))),
    ...fields,
    ...ofProvider(wanted, id, before && secretNameOf(before)),
    ...(smtp === undefined ? {} : { smtp: smtp && toStoredSmtp(smtp, id) }),
    kind: wanted.provider,
    mailboxId: id,
    plusAddressing: addressing === undefined ? (before?.plusAddressing ?? false) : addressing === 'plus',
    since: since === undefined ? (before ? before.since : fromNowOn(new Date(at))) : since,
    ...('password' in wanted && wanted.password ? { passwordChangedAt: at } : { passwordChangedAt: before?.passwordChangedAt ?? null }),
  });
}

function ofProvider(wanted: WantedMailbox, id: string, known: string | null): object {
  switch (wanted.provider) {
    case 'graph':
      return {
        user: wanted.user ?? wanted.address,
        ...(wanted.login && { login: { ...wanted.login, secretName: tokenNameFor(id) } }),
      };
    case 'imap':
      return { tls: wanted.security === 'tls' ? 'implicit' : wanted.security, login: toLogin(wanted.login, id, known) };
    case 'ews':
      return { login: toLogin(wanted.login, id, known) };
  }
}

/** The secret itself is in Key Vault; so is that of the mailbox. */
function toStoredSmtp({ login, password: _, ...smtp }: NonNullable<WantedMailbox['smtp']>, id: string): object {
  return { ...smtp, login: login.method === 'password' ? { ...login, secretName: smtpSecretNameFor(id) } : login };
}

function toLogin(login: WantedLogin, id: string, known: string | null): Login {
  if (login.method === 'managed-identity') return login;
  if (login.method === 'refresh-token') return { ...login, secretName: tokenNameFor(id) };
  return { ...login, secretName: known !== null && known !== tokenNameFor(id) ? known : secretNameFor(id) };
}

/** What stays of a mailbox that moves to another provider: not what it sends by. */
const ofAnyKind = CommonMailbox.omit({ sendsBy: true });

/** What can be set of a mailbox, as it is; without its secret and the name of it. */
export function toWantedMailbox(stored: Mailbox): WantedMailbox {
  const mailbox: z.infer<typeof Mailbox> = Mailbox.parse(stored);
  const smtp = mailbox.smtp && { ...mailbox.smtp, login: { method: mailbox.smtp.login.method } };
  const shared = { ...mailbox, smtp, provider: mailbox.kind, addressing: mailbox.plusAddressing ? 'plus' : 'plain' };
  // what else is stored of it is not shown
  if (mailbox.kind === 'graph') {
    return wantedByProvider.graph.strip().parse({ ...shared, login: mailbox.login && withoutSecret(mailbox.login) });
  }
  const login = withoutSecret(mailbox.login);
  if (mailbox.kind === 'ews') return wantedByProvider.ews.strip().parse({ ...shared, login });
  return wantedByProvider.imap.strip().parse({ ...shared, security: mailbox.tls === 'implicit' ? 'tls' : mailbox.tls, login });
}

function withoutSecret(login: Login): object {
  const { secretName: _, ...shown } = { secretName: null, ...login };
  return shown;
}
