import type { MailboxList } from '../domain/mailboxes/mailbox.ts';
import { serverOf } from '../domain/mailboxes/server-of.ts';
import { type PollRef, pollsOf } from '../domain/queue-items.ts';
import { BrokenSettingError } from '../errors.ts';
import { limitConcurrency } from '../limit-concurrency.ts';
import { type PollMailboxDeps, pollMailbox } from './poll-mailbox.ts';
import { type PollResult, pollState } from './poll-state.ts';

export type PollMailboxesDeps = PollMailboxDeps & {
  /** Everything kept of these mailboxes, in one request. */
  readMailboxes(mailboxIds: string[]): Promise<MailboxList>;
};

/** Polls at the same time: on a connection each, which wait more than they work. */
const maxAtOnce = 10;
/** At one server: others poll there too, and a slow one leaves room for the rest. */
const maxPerServer = 4;
/** What is not begun by then is queued anew: the host ends an execution after five minutes. */
const maxMs = 90_000;

/**
 * Does what an item of the queue asks for, and says what became of each mailbox. Several at a time
 * are looked at side by side: one that is slow or fails keeps none of the others.
 *
 * @throws what the stores throw, once all others are done: the queue tries again.
 */
export async function pollMailboxes(deps: PollMailboxesDeps, ref: PollRef): Promise<{ mailboxId: string; result: PollResult }[]> {
  const { mailboxId, others } = ref;
  if (!others) return [{ mailboxId, result: await pollMailbox(deps, ref) }];
  const { states, broken } = await deps.readMailboxes([mailboxId, ...others]);
  const started = deps.now().getTime();
  const [turn, turnAtServer] = [limitConcurrency(maxAtOnce), limitConcurrency(maxPerServer)];
  const late: string[] = [];

  const polls = await Promise.allSettled(
    states.map((state) =>
      // first at the server: who waits there takes no turn from the mailboxes of others
      turnAtServer(serverOf(state.mailbox), () =>
        turn('all', async () => {
          const { mailboxId: id } = state.mailbox;
          if (deps.now().getTime() - started >= maxMs) late.push(id);
          else return [{ mailboxId: id, result: await unlessBroken(() => pollState(deps, ref, state, 'look')) }];
          return [];
        }),
      ),
    ),
  );
  for (const again of pollsOf(late, deps.now())) await deps.enqueuePoll(again);
  const failed = polls.find((poll) => poll.status === 'rejected');
  if (failed) throw failed.reason;
  const unreadable = broken.map(({ mailboxId: id, problem }) => ({ mailboxId: id, result: waitsFor(problem) }));
  return [...polls.flatMap((poll) => (poll.status === 'fulfilled' ? poll.value : [])), ...unreadable];
}

const waitsFor = (problem: string): PollResult => ({ kind: 'waits-for-setting', problem, subscriptionError: null });

async function unlessBroken(poll: () => Promise<PollResult>): Promise<PollResult> {
  try {
    return await poll();
  } catch (error) {
    if (error instanceof BrokenSettingError) return waitsFor(error.message);
    throw error;
  }
}
