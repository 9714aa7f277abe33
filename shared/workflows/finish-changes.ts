import type { MergePair, MergeStep, Versioned } from '../domain/changes/merge-step.ts';
import { forgotten, nextMergeStep } from '../domain/changes/plan-merge.ts';
import { nextUnmergeStep } from '../domain/changes/plan-unmerge.ts';
import { notNow, type Refusal } from '../domain/changes/refusal.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import { remark } from '../domain/words/remark.ts';
import { finishSplit, type SplitStepDeps } from './finish-split.ts';
import type { Committed } from './ticket-versions.ts';

/** What changes of two tickets read and write. */
export type StepDeps = SplitStepDeps & {
  now(): Date;
  browse: { versioned(idOrNumber: string): Promise<Versioned | null> };
  commit(change: TicketChange): Promise<Committed>;
};

/** More than a merge of the most tickets needs, with others that write in between. */
const maxSteps = 80;
/** What is half done may wait for something else that is: so deep this is followed. */
const maxDepth = 3;

/** The ids of the two tickets of a merge. */
export type PairIds = { source: string; target: string };

/**
 * Makes one step after the other, each decided on what is there, until it is done (null) or is not
 * possible. What another change left half done is finished first.
 */
export async function takeSteps(deps: StepDeps, ids: PairIds, next: (pair: MergePair) => MergeStep, depth = 0): Promise<Refusal | null> {
  for (let taken = 0; taken < maxSteps; taken += 1) {
    const pair = await readPair(deps, ids);
    if (!pair) return notNow('id', remark('merge-busy'));
    const step = next(pair);
    switch (step.kind) {
      case 'done':
        return null;
      case 'refused':
        return step;
      case 'given-up':
        if ((await deps.commit(step.change)) !== 'conflict') return step;
        break;
      case 'write':
        await deps.commit(step.change);
        break;
      case 'first':
        if (depth < maxDepth) await finishNoted(deps, step.ticketId, depth + 1);
        else if (await isForgotten(deps, pair)) return notNow('id', remark('merge-busy'));
    }
  }
  return notNow('id', remark('merge-busy'));
}

/** Finishes what is noted in a ticket as half done, if anything is. */
export async function finishNoted(deps: StepDeps, ticketId: string, depth = 0): Promise<void> {
  const place = await deps.browse.versioned(ticketId);
  const unfinished = place?.ticket.unfinished;
  if (!place || !unfinished) return;
  const ids = { source: unfinished.ticketId, target: ticketId };
  const asked = { by: unfinished.by, now: deps.now() };
  switch (unfinished.kind) {
    case 'merge':
      return void (await takeSteps(deps, ids, (pair) => nextMergeStep(pair, { ...asked, force: true }), depth));
    case 'unmerge':
      return void (await takeSteps(deps, ids, (pair) => nextUnmergeStep(pair, asked), depth));
    case 'split':
      return finishSplit(deps, ticketId);
  }
}

/** Several that wait for one another in a circle: this one gives way. */
async function isForgotten({ commit }: StepDeps, { source, target }: MergePair): Promise<boolean> {
  const { unfinished } = target.ticket;
  if (unfinished?.kind !== 'merge' || unfinished.ticketId !== source.ticket.ticketId) return true;
  return (await commit(forgotten(target))) !== 'conflict';
}

async function readPair({ browse }: StepDeps, ids: PairIds): Promise<MergePair | null> {
  const [source, target] = await Promise.all([browse.versioned(ids.source), browse.versioned(ids.target)]);
  if (!source || !target) return null;
  const children = await Promise.all(source.ticket.merged.map(({ ticketId }) => browse.versioned(ticketId)));
  return { source, target, children: children.flatMap((child) => child ?? []) };
}

/** What the sweep of changes reads besides: tickets with something half done since before then. */
export type FinishDeps = StepDeps & { unfinished(before: Date, max: number): Promise<string[]> };

/** A change of two tickets takes a second; what stands for longer was left by a crash. */
const leftAfterMs = 60_000;
const maxAtOnce = 50;

/**
 * Finishes what crashes have left half done; returns how many. One that fails holds up no other.
 */
export async function finishChanges(deps: FinishDeps): Promise<number> {
  const ids = await deps.unfinished(new Date(deps.now().getTime() - leftAfterMs), maxAtOnce);
  const failures: unknown[] = [];
  for (const ticketId of ids) await finishNoted(deps, ticketId).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return ids.length;
}
