import type { MailboxJobKind, MailboxJobKinds } from '../workflows/run-mailbox-job.ts';

type Jobs = { connectionTestJob: MailboxJobKind; archiveJob: MailboxJobKind; reconcileJob: MailboxJobKind };

/** The kinds of work on mailboxes: a new one is a name in `MailboxJob`, a workflow, and a row. */
export const mailboxJobKinds = ({ connectionTestJob, archiveJob, reconcileJob }: Jobs): MailboxJobKinds =>
  new Map([
    ['connection-test', connectionTestJob],
    ['archive-import', archiveJob],
    ['reconcile', reconcileJob],
  ]);
