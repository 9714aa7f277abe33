import { changesMails } from '../mailboxes/changes-mails.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';

/** The app's identity in the organisation, as Exchange has to know it. */
export type AppIdentity = { appId: string; objectId: string };

/** What an Exchange administrator runs once, in this order, and what they are about. */
export type AppAccessCommands = { scope: string; roles: string[]; commands: string[] };

/** In single quotes PowerShell takes everything as it is, but for the quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A value in a recipient filter (OPATH) has quotes of its own. */
const filterFor = (address: string): string => `PrimarySmtpAddress -eq ${quoted(address)}`;

/**
 * The commands of Exchange Online PowerShell that let the app into this mailbox and no other (RBAC
 * for Applications, learn.microsoft.com/exchange/permissions-exo/application-rbac). The same grants
 * in Entra would add to them, and open every mailbox: there must be none. Pure.
 */
export function appAccessCommands(mailbox: Mailbox, { appId, objectId }: AppIdentity): AppAccessCommands {
  const scope = `psa-email ${mailbox.mailboxId}`;
  const sends = mailbox.sendsBy === 'graph';
  // a mail with large files is sent as a draft, which has to be written
  const reading = changesMails(mailbox) || sends ? 'Application Mail.ReadWrite' : 'Application Mail.Read';
  const roles = [reading, ...(sends ? ['Application Mail.Send'] : [])];
  const assignments = roles.map(
    (role) => `New-ManagementRoleAssignment -App ${quoted(objectId)} -Role ${quoted(role)} -CustomResourceScope ${quoted(scope)}`,
  );
  return {
    scope,
    roles,
    commands: [
      'Connect-ExchangeOnline',
      `New-ServicePrincipal -AppId ${quoted(appId)} -ObjectId ${quoted(objectId)} -DisplayName 'psa-email'`,
      `New-ManagementScope -Name ${quoted(scope)} -RecipientRestrictionFilter ${quoted(filterFor(mailbox.address))}`,
      ...assignments,
      `Test-ServicePrincipalAuthorization -Identity ${quoted(objectId)} -Resource ${quoted(mailbox.address)}`,
    ],
  };
}

/** Exchange lets new assignments count after half an hour to two hours. */
const countsAfterMs = 2 * 3_600_000;

/**
 * What the app may do with the mailbox that is meant, and with one that is not: `open`, `refused`,
 * or why that could not be found out.
 */
export type Reached = { kind: 'open' } | { kind: 'refused' } | { kind: 'missing' } | { kind: 'unclear'; said: string };
export type AppAccessVerdict = {
  meant: 'passed' | 'wait' | 'failed' | 'unclear';
  notMeant: 'passed' | 'failed' | 'unclear';
  remedy: string | null;
};

/** What a check found, `firstCheckedAt` that of the first one. Pure. */
export function appAccessVerdict(meant: Reached, notMeant: Reached, firstCheckedAt: Date, now: Date): AppAccessVerdict {
  const isEarly = now.getTime() - firstCheckedAt.getTime() < countsAfterMs;
  const ofMeant = { open: 'passed', refused: isEarly ? 'wait' : 'failed', missing: 'failed', unclear: 'unclear' } as const;
  const ofOther = { open: 'failed', refused: 'passed', missing: 'unclear', unclear: 'unclear' } as const;
  const verdict = { meant: ofMeant[meant.kind], notMeant: ofOther[notMeant.kind] };
  return { ...verdict, remedy: remedyOf(meant, notMeant, isEarly) };
}

function remedyOf(meant: Reached, notMeant: Reached, isEarly: boolean): string | null {
  if (notMeant.kind === 'open')
    return 'The app may open a mailbox that was not meant: remove its Mail permissions under Enterprise applications, Permissions, which count besides those of Exchange';
  if (meant.kind === 'missing') return 'Microsoft 365 has no such mailbox, or it has no licence: correct its user';
  if (meant.kind === 'refused')
    return isEarly
      ? 'Exchange takes half an hour to two hours until new assignments count: check again later'
      : 'Run the commands, and look at what the last of them answers: InScope must be True';
  if (meant.kind === 'unclear') return `Check again: ${meant.said}`;
  if (notMeant.kind === 'missing') return 'Name another mailbox that exists, and that this app is not meant to open';
  return notMeant.kind === 'unclear' ? `Check again: ${notMeant.said}` : null;
}
