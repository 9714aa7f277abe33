import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeInOneStep } from '../simulator/write-in-one-step.ts';
import { isFree } from './find-port.ts';

export interface Ports {
  /**
   * The port that people expect of it (if wanted and free), else the one that it had before (if
   * free), else 0: any free one.
   */
  choose(name: string, usual?: number): Promise<number>;
  /** Keeps the ports that parts got, by name, for the next start. */
  save(got: Record<string, number>): void;
}

const Kept = z.record(z.string(), z.int().min(1).max(65535));

/**
 * Keeps addresses the same over restarts of a state folder: a subscription or a delta link that was
 * stored names the address it came from, as in Azure, where addresses don't change.
 */
export function rememberPorts(state: string, wantsUsual: boolean): Ports {
  const file = join(state, 'ports.json');
  const kept = read(file);
  return {
    async choose(name, usual) {
      for (const port of [wantsUsual ? usual : undefined, kept[name]]) if (port && (await isFree(port))) return port;
      return 0;
    },
    save: (got) => writeInOneStep(file, JSON.stringify({ ...kept, ...got })),
  };
}

function read(file: string): Record<string, number> {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // there is none yet; a damaged one is as good as none
    return {};
  }
}
