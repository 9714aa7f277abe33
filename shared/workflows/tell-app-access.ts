import { type AppAccessCommands, type AppIdentity, appAccessCommands } from '../domain/authorisation/app-access.ts';
import { type AppAccessDeps, appOnlyMailbox } from './check-app-access.ts';

export type TellAppAccessDeps = Pick<AppAccessDeps, 'readMailbox'> & { appIdentity(): Promise<AppIdentity> };

/**
 * The commands by which an Exchange administrator lets the app itself into this mailbox alone.
 *
 * @throws ProblemError 404 without such a mailbox, 409 when it is not read by the app itself.
 */
export async function tellAppAccess(deps: TellAppAccessDeps, mailboxId: string): Promise<AppIdentity & AppAccessCommands> {
  const mailbox = await appOnlyMailbox(deps, mailboxId);
  const identity = await deps.appIdentity();
  return { ...identity, ...appAccessCommands(mailbox, identity) };
}
