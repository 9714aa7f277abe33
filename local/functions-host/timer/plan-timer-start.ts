import type { Schedule } from './schedule.ts';
import type { TimerStatus } from './timer-status.ts';

/**
 * What the status is when the host starts, and whether an occurrence was missed since the host last
 * ran. A schedule that was changed since counts from when it last ran.
 * https://github.com/Azure/azure-webjobs-sdk-extensions/blob/main/src/WebJobs.Extensions/Extensions/Timers/Scheduling/ScheduleMonitor.cs
 */
export function planTimerStart(found: TimerStatus | undefined, schedule: Schedule, now: Date): { status: TimerStatus; isPastDue: boolean } {
  if (found === undefined) return { status: { last: undefined, next: schedule.next(now), lastUpdated: now }, isPastDue: false };
  const since = found.last ?? found.lastUpdated;
  const next = schedule.next(since);
  const isChanged = next.getTime() !== found.next.getTime();
  return { status: isChanged ? { last: undefined, next, lastUpdated: since } : found, isPastDue: now > next };
}
