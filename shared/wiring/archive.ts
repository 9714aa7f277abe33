import type { mailboxStore } from '../adapters/cosmos/mailboxes.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { mailboxJob } from '../domain/queue-items.ts';
import type { MailSource } from '../ports/mail-source.ts';
import type { ImportArchiveDeps } from '../workflows/import-archive.ts';
import type { IngestDeps } from '../workflows/ingest-mail.ts';
import type { PollMailboxesDeps } from '../workflows/poll-mailboxes.ts';
import type { MailboxJobKind } from '../workflows/run-mailbox-job.ts';
import type { SteerArchiveDeps } from '../workflows/steer-archive-import.ts';
import type { Clients } from './clients.ts';

type Parts = {
  clients: Clients;
  mailboxes: () => Promise<ReturnType<typeof mailboxStore>>;
  openSource: (mailbox: Mailbox) => Promise<MailSource>;
  ingest: () => Promise<IngestDeps>;
  polling: () => Promise<PollMailboxesDeps>;
  now: () => Date;
};

/** What imports the archive of a mailbox: what steers it, and its turns. */
export function archiving({ clients, mailboxes, openSource, ingest, polling, now }: Parts) {
  const archive = async (): Promise<SteerArchiveDeps> => {
    const [{ mailboxProgress }, { ArchiveImport }] = await Promise.all([
      import('../adapters/cosmos/mailbox-progress.ts'),
      import('../domain/mailboxes/archive-import.ts'),
    ]);
    const [{ readMailbox }, database, enqueue] = await Promise.all([mailboxes(), clients.database(), clients.queue('mailbox-jobs')]);
    return {
      now,
      imports: mailboxProgress(database.container('mailboxes'), 'archive-import', ArchiveImport),
      readMailbox,
      enqueueTurn: (mailboxId, afterMs) => enqueue([mailboxJob('archive-import', mailboxId)], afterMs),
    };
  };

  const archiveJob: MailboxJobKind = {
    async run(mailboxId) {
      const [{ importArchive }, { ingestMail }] = await Promise.all([
        import('../workflows/import-archive.ts'),
        import('../workflows/ingest-mail.ts'),
      ]);
      const [steer, taking, { recordSetAside, mailBytes, enqueueMails }] = await Promise.all([archive(), ingest(), polling()]);
      const deps: ImportArchiveDeps = {
        ...{ ...steer, openSource, mailBytes, recordSetAside },
        ingest: async (ref, raw) => (await ingestMail({ ...taking, rawMail: async () => raw }, ref, 1)).trace.outcome,
        enqueueMail: (ref) => enqueueMails([ref]),
      };
      await importArchive(deps, mailboxId);
    },
    async giveUp(mailboxId) {
      const { failArchiveImport } = await import('../workflows/steer-archive-import.ts');
      await failArchiveImport(await archive(), mailboxId);
    },
  };

  return { archive, archiveJob };
}
