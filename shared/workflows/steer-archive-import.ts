import { notFound, ProblemError } from '../api/problem.ts';
import { type ArchiveImport, beginImport } from '../domain/mailboxes/archive-import.ts';
import { readSince } from '../domain/mailboxes/first-read.ts';
import type { MailboxState } from '../domain/mailboxes/mailbox.ts';
import type { ArchiveImports } from './import-archive.ts';

export type SteerArchiveDeps = {
  now(): Date;
  imports: ArchiveImports;
  readMailbox(mailboxId: string): Promise<MailboxState | null>;
  enqueueTurn(mailboxId: string, afterMs: number): Promise<void>;
};

/**
 * Begins to import what a mailbox received from a time on and before it was connected. One that
 * ran before is begun anew: what it imported is known.
 *
 * @throws ProblemError 404 without such a mailbox; 409 while one runs, or while the mailbox is
 * paused; 422 when the time is not before the mailbox was connected.
 */
export async function startArchiveImport(deps: SteerArchiveDeps, mailboxId: string, since: string, by: string): Promise<ArchiveImport> {
  const state = await deps.readMailbox(mailboxId);
  if (!state) throw notFound('id', 'mailbox', mailboxId);
  if (!state.mailbox.enabled) throw paused(mailboxId);
  const before = readSince(state.mailbox, state.health);
  if (before === null) throw new ProblemError(422, 'since: all mail of this mailbox becomes tickets, so none is archive');
  if (Date.parse(since) >= Date.parse(before))
    throw new ProblemError(422, `since: must be before ${before}, from when on its mail becomes tickets`);
  const stored = await deps.imports.read(mailboxId);
  if (stored?.value.state === 'running') throw new ProblemError(409, 'id: an import of this mailbox runs already; stop it first');
  return begin(deps, mailboxId, beginImport({ since, before, startedBy: by }, deps.now()), stored?.etag ?? null);
}

/** Stops an import where it is; one that has ended stays as it is. Throws ProblemError 404. */
export async function stopArchiveImport(deps: SteerArchiveDeps, mailboxId: string): Promise<ArchiveImport> {
  // its turn writes, too
  for (let race = 0; race < maxRaces; race += 1) {
    const { value, etag } = await existing(deps, mailboxId);
    if (value.state !== 'running') return value;
    const stopped: ArchiveImport = { ...value, state: 'stopped' };
    if ((await deps.imports.write(mailboxId, stopped, etag)) !== null) return stopped;
  }
  throw changed();
}

/**
 * Goes on with an import that was stopped or has failed, where it stands; one that is done stays
 * as it is. One that runs gets another turn, which ends where it meets the first.
 *
 * @throws ProblemError 404 when there is none; 409 while its mailbox is paused.
 */
export async function resumeArchiveImport(deps: SteerArchiveDeps, mailboxId: string): Promise<ArchiveImport> {
  const { value, etag } = await existing(deps, mailboxId);
  if (value.state === 'done') return value;
  const state = await deps.readMailbox(mailboxId);
  if (!state?.mailbox.enabled) throw paused(mailboxId);
  return begin(deps, mailboxId, { ...value, state: 'running', problem: null, failures: 0 }, etag);
}

/** Keeps that the tries of a turn are used up; resumed, the import goes on where it stands. */
export async function failArchiveImport(deps: Pick<SteerArchiveDeps, 'imports'>, mailboxId: string): Promise<void> {
  const stored = await deps.imports.read(mailboxId);
  if (stored?.value.state !== 'running') return;
  const problem = 'given-up: each try of a turn failed; the log of function mailbox-jobs says why';
  await deps.imports.write(mailboxId, { ...stored.value, state: 'failed', problem }, stored.etag);
}

/** How far an import has come. Throws ProblemError 404 when there is none. */
export const readArchiveImport = async (deps: Pick<SteerArchiveDeps, 'imports'>, mailboxId: string): Promise<ArchiveImport> =>
  (await existing(deps, mailboxId)).value;

const maxRaces = 5;
const changed = () => new ProblemError(409, 'id: the import has changed meanwhile; look at it again');
const paused = (mailboxId: string) => new ProblemError(409, `id: mailbox "${mailboxId}" is paused; resume it first`);

async function existing({ imports }: Pick<SteerArchiveDeps, 'imports'>, mailboxId: string) {
  const stored = await imports.read(mailboxId);
  if (!stored) throw notFound('id', 'archive import of mailbox', mailboxId);
  return stored;
}

/** Should the process die before the turn is queued, resuming the import queues it. */
async function begin(deps: SteerArchiveDeps, mailboxId: string, value: ArchiveImport, etag: string | null): Promise<ArchiveImport> {
  if ((await deps.imports.write(mailboxId, value, etag)) === null) throw changed();
  await deps.enqueueTurn(mailboxId, 0);
  return value;
}
