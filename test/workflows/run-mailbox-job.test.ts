import { expect, it } from 'vitest';
import { mailboxJob } from '../../shared/domain/queue-items.ts';
import { giveUpMailboxJob, type MailboxJobKinds, runMailboxJob } from '../../shared/workflows/run-mailbox-job.ts';

it('a turn goes to the kind of its job, with the id; one that is given up as well', async () => {
  const done: string[] = [];
  const kinds: MailboxJobKinds = new Map([
    ['reconcile', { run: async (id) => void done.push(`ran ${id}`), giveUp: async (id) => void done.push(`gave up ${id}`) }],
  ]);
  await runMailboxJob(kinds, mailboxJob('reconcile', 'support'));
  await giveUpMailboxJob(kinds, mailboxJob('reconcile', 'support'));
  expect(done).toEqual(['ran support', 'gave up support']);
});

it('a job of another version is refused, so that the queue keeps it', async () => {
  await expect(runMailboxJob(new Map(), mailboxJob('archive-import', 'x'))).rejects.toThrow(
    'job: "archive-import" is no job of this version',
  );
});
