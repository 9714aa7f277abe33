import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import {
  type FunctionsHostOptions,
  type RunningFunctionsHost,
  startFunctionsHost,
} from '../../local/functions-host/start-functions-host.ts';

const ROOT = fileURLToPath(new URL('../fixtures/functions-app', import.meta.url));
const QUEUE_FUNCTIONS = ['work', 'work-poison'];
const TIMERS = ['every-second', 'time-span', 'hourly', 'at-start', 'yearly'];

/** A line that test/fixtures/functions-app wrote when it ran something. */
interface Noted {
  pid: number;
  [field: string]: unknown;
}

export interface FixtureHost extends RunningFunctionsHost {
  /** what ran, optionally only of one function or hook */
  noted(fields?: Record<string, unknown>): Noted[];
  /** waits until so many notes with these fields are there (and gives them), at most 15 s */
  waitForNotes(fields: Record<string, unknown>, count?: number): Promise<Noted[]>;
  lines: string[];
}

/**
 * Starts the Functions host on the fixture app. Of the timers only the named ones run; without a
 * storage (connection string) no queue functions, too.
 */
export async function startFixtureHost(
  storage: string | undefined,
  { timers = [], settings, ...options }: Partial<FunctionsHostOptions> & { timers?: string[] } = {},
): Promise<FixtureHost> {
  const folder = mkdtempSync(join(tmpdir(), 'functions-host-'));
  const journal = join(folder, 'journal.jsonl');
  const lines: string[] = [];
  const off = [...TIMERS.filter((name) => !timers.includes(name)), ...(storage === undefined ? QUEUE_FUNCTIONS : [])];
  const connection = storage ?? 'UseDevelopmentStorage=true';
  const host = await startFunctionsHost({
    root: ROOT,
    onLine: (line) => lines.push(line),
    settings: {
      AzureWebJobsStorage: connection,
      OTHER_STORAGE: connection,
      JOURNAL: journal,
      ...Object.fromEntries(off.map((name) => [`AzureWebJobs.${name}.Disabled`, 'true'])),
      ...settings,
    },
    ...options,
  });
  void host.exited.then(() => setTimeout(() => rmSync(folder, { recursive: true, force: true }), 5000).unref());

  const noted: FixtureHost['noted'] = (fields = {}) => {
    const all: Noted[] = readText(journal)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return all.filter((note) => Object.entries(fields).every(([key, value]) => note[key] === value));
  };
  return {
    ...host,
    noted,
    lines,
    waitForNotes: (fields, count = 1) =>
      vi.waitFor(
        () => {
          const found = noted(fields);
          if (found.length < count)
            throw new Error(`${found.length} of ${count} notes like ${JSON.stringify(fields)}. The host said:\n${lines.join('\n')}`);
          return found;
        },
        { timeout: 15_000, interval: 20 },
      ),
  };
}

/** Whether a process of that id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
