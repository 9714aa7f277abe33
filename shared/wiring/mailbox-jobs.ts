import type { MailboxJobKind, MailboxJobKinds } from '../workflows/run-mailbox-job.ts';

/** The kinds of work on mailboxes: a new one is a name in `MailboxJob`, a workflow, and a row. */
export const mailboxJobKinds = (jobs: { connectionTestJob: MailboxJobKind; archiveJob: MailboxJobKind }): MailboxJobKinds =>
  new Map([
    ['connection-test', jobs.connectionTestJob],
    ['archive-import', jobs.archiveJob],
  ]);
