import type { LogLevel } from '../channel/rpc-types.ts';
import type { HostConfig } from '../config/read-host-config.ts';

const RANK: Record<LogLevel, number> = { trace: 0, debug: 1, information: 2, warning: 3, error: 4, critical: 5, none: 6 };
const SHORT: Record<LogLevel, string> = {
  trace: 'trace',
  debug: 'debug',
  information: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'fatal',
  none: '',
};

export interface HostLog {
  /** something that the host did or met */
  host(level: LogLevel, message: string): void;
  /** an invocation's start and end */
  run(level: LogLevel, functionName: string, invocationId: string, message: string): void;
  /** a line of the app: by context.log (then with function and invocation), or printed by it */
  app(level: LogLevel, functionName: string | undefined, message: string, invocationId?: string): void;
}

/**
 * One readable line per event: time, level, function, start of the invocation id, message. Levels
 * are those of `logging.logLevel` in host.json (categories Host, Function, Function.NAME,
 * Function.NAME.User; default Information); with `quiet` only warnings and worse.
 */
export function createHostLog(levels: HostConfig['logging']['logLevel'], quiet: boolean, write: (line: string) => void): HostLog {
  const least = new Map<string, number>();
  const isWanted = (level: LogLevel, category: string) => {
    let rank = least.get(category);
    if (rank === undefined) {
      rank = Math.max(leastRank(levels, category), quiet ? RANK.warning : 0);
      least.set(category, rank);
    }
    return RANK[level] >= rank;
  };
  const line = (level: LogLevel, source: string, message: string) => {
    write(`${new Date().toISOString().slice(11, 23)} ${SHORT[level].padEnd(5)} ${source}  ${message}\n`);
  };
  return {
    host(level, message) {
      if (isWanted(level, 'Host')) line(level, 'host', message);
    },
    run(level, functionName, invocationId, message) {
      if (isWanted(level, `Function.${functionName}`)) line(level, `${functionName} ${invocationId.slice(0, 8)}`, message);
    },
    app(level, functionName, message, invocationId) {
      if (!isWanted(level, functionName === undefined ? 'Worker' : `Function.${functionName}.User`)) return;
      line(level, functionName === undefined ? 'app' : `${functionName} ${invocationId?.slice(0, 8) ?? ''}`, message);
    },
  };
}

/**
 * The level of the longest category that is a beginning of this one, as .NET's logging filters
 * choose.
 */
function leastRank(levels: HostConfig['logging']['logLevel'], category: string): number {
  const parts = category.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const level = levels[parts.slice(0, length).join('.')];
    if (level !== undefined) return toRank(level);
  }
  return toRank(levels.default ?? 'Information');
}

function toRank(level: string): number {
  const name = level.toLowerCase();
  return Object.entries(RANK).find(([known]) => known === name)?.[1] ?? RANK.information;
}
