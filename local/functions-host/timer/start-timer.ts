import { setTimeout as wait } from 'node:timers/promises';
import type { HostLog } from '../host/host-log.ts';
import type { TimerFunction } from '../host/plan-function.ts';
import type { RunFunction } from '../host/run-function.ts';
import { planTimerStart } from './plan-timer-start.ts';
import { isSlowSchedule } from './schedule.ts';
import { type TimerStatus, type TimerStatusStore, toScheduleStatus } from './timer-status.ts';

/** setTimeout takes no more than 2^31 ms. */
const LONGEST_SLEEP_MS = 24 * 60 * 60_000;
const STATUS_PAUSE_MS = 2000;

export interface RunningTimer {
  /** starts nothing more; resolves when the running one has finished */
  stop(): Promise<void>;
}

/**
 * Fires a timer function by its schedule, one run at a time: a run that takes longer than its
 * interval is followed by the next at once, and only by one. With `useMonitor`, and a schedule of a
 * minute or more, the status is kept in `status`, and an occurrence that was missed while no host
 * ran is made up for at start (`isPastDue`).
 * https://github.com/Azure/azure-webjobs-sdk-extensions/blob/main/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
 */
export function startTimer(
  timer: TimerFunction,
  status: TimerStatusStore,
  run: RunFunction,
  ready: () => Promise<boolean>,
  log: HostLog,
): RunningTimer {
  const { schedule, runOnStartup } = timer.trigger;
  const isMonitored = timer.trigger.useMonitor && isSlowSchedule(schedule, new Date());
  const stopped = new AbortController();
  let current: TimerStatus | undefined;
  const loop = fireBySchedule().catch((error) => {
    if (!stopped.signal.aborted) log.host('error', `The timer of ${timer.name} has stopped: ${toText(error)}`);
  });

  return {
    async stop() {
      stopped.abort();
      await loop;
    },
  };

  async function fireBySchedule(): Promise<void> {
    let isPastDue = false;
    if (isMonitored) isPastDue = await readStatus();
    let next = schedule.next(new Date());
    if (isPastDue || runOnStartup) next = await fire(isPastDue, isPastDue ? 'an occurrence was missed' : 'at start');
    while (!stopped.signal.aborted) {
      const missing = next.getTime() - Date.now();
      if (missing > 0) await wait(Math.min(missing, LONGEST_SLEEP_MS), undefined, { signal: stopped.signal });
      else next = await fire(false, `timer ${schedule.text}`);
    }
  }

  /** Gives the next time, which may be over already: then a run was longer than its interval. */
  async function fire(isPastDue: boolean, reason: string): Promise<Date> {
    if (!(await ready())) throw new Error('the host stops');
    const at = new Date();
    await runOnce(isPastDue, reason);
    current = { last: at, next: schedule.next(at), lastUpdated: at };
    if (isMonitored)
      await status.write(current).catch((error) => log.host('error', `The status of timer ${timer.name} was not kept: ${toText(error)}`));
    return current.next;
  }

  /** Whether an occurrence was missed. The storage may come up later than we. */
  async function readStatus(): Promise<boolean> {
    while (true) {
      try {
        const found = await status.read();
        const start = planTimerStart(found, schedule, new Date());
        current = start.status;
        if (current !== found) await status.write(current);
        return start.isPastDue;
      } catch (error) {
        log.host('warning', `The status of timer ${timer.name} cannot be read yet: ${toText(error)}`);
        await wait(STATUS_PAUSE_MS, undefined, { signal: stopped.signal });
      }
    }
  }

  /** A failure is logged already, and the next occurrence comes. */
  async function runOnce(isPastDue: boolean, reason: string): Promise<void> {
    const scheduleStatus = isMonitored && current !== undefined ? toScheduleStatus(current) : null;
    const json = JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus: scheduleStatus, IsPastDue: isPastDue });
    await run(timer, { trigger: { json } }, reason).catch(() => {});
  }
}

function toText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
