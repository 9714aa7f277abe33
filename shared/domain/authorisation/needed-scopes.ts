import { changesMails } from '../mailboxes/changes-mails.ts';
import { isOwnAccount } from '../mailboxes/is-own-account.ts';
import type { RefreshTokenLogin } from '../mailboxes/login.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import type { Cloud } from './clouds.ts';

/** What is asked for besides: who signed in, and a token that can be renewed. */
const ofMicrosoft = ['openid', 'profile', 'email', 'offline_access'];
/** Google gives a refresh token by `access_type`, not by a scope. */
const ofGoogle = ['openid', 'email'];

/**
 * The scopes that a mailbox needs and no more, as they are asked for. One token is for one
 * resource: those of Graph and of IMAP don't mix. Null: no mailbox of this kind can be authorised
 * at this provider. Pure.
 */
export function neededScopes(mailbox: Mailbox, login: RefreshTokenLogin, cloud: Cloud): string[] | null {
  if (login.provider === 'google') return mailbox.kind === 'imap' ? [...ofGoogle, 'https://mail.google.com/'] : null;
  if (mailbox.kind === 'imap') {
    const sends = mailbox.sendsBy === 'smtp' && mailbox.smtp?.login.method === 'as-mailbox';
    return [...ofMicrosoft, `${cloud.outlook}/IMAP.AccessAsUser.All`, ...(sends ? [`${cloud.outlook}/SMTP.Send`] : [])];
  }
  if (mailbox.kind !== 'graph') return null;
  // without `.Shared` a token opens the mailbox of its owner alone
  const shared = isOwnAccount(mailbox, login.account) ? '' : '.Shared';
  const sends = mailbox.sendsBy === 'graph';
  // a mail with large files is sent as a draft, which has to be written
  const reading = changesMails(mailbox) || sends ? 'Mail.ReadWrite' : 'Mail.Read';
  const names = [`${reading}${shared}`, ...(sends ? [`Mail.Send${shared}`] : [])];
  return [...ofMicrosoft, ...names.map((name) => `${cloud.graph}/${name}`)];
}

/**
 * Those of the needed scopes that were not granted: a person may tick off some, and providers leave
 * out what they don't know. Scopes come back in another case, without their resource, or as the
 * greater one. Pure.
 */
export function missingScopes(needed: readonly string[], granted: readonly string[]): string[] {
  const had = new Set(granted.map(shortName));
  const isSignIn = (scope: string) => [...ofMicrosoft, ...ofGoogle].includes(scope);
  return needed.filter((scope) => {
    const name = shortName(scope);
    const greater = [
      name,
      `${name}.shared`,
      name.replace('mail.read', 'mail.readwrite'),
      `${name.replace('mail.read', 'mail.readwrite')}.shared`,
    ];
    return !isSignIn(scope) && !greater.some((one) => had.has(one));
  });
}

/** `https://graph.microsoft.com/Mail.Read` and `Mail.Read` are the same. */
const shortName = (scope: string): string => {
  const name = scope.slice(scope.lastIndexOf('/') + 1).toLowerCase();
  return name === '' ? scope.toLowerCase() : name;
};
