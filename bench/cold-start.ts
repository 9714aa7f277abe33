import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { z } from 'zod';
import { median } from './pure-path.ts';

const emptyApp = `import { app } from '@azure/functions';
app.http('empty', { route: 'empty', methods: ['GET'], handler: async () => ({ status: 204 }) });`;

/**
 * Loads a bundle in a process that has the worker's core module, as the Functions host does, and
 * prints how long that took.
 */
const loader = (bundle: string) => `
import { registerHooks } from 'node:module';
let registered = 0;
globalThis.__core = { registerFunction() { registered += 1; return { dispose() {} }; }, setProgrammingModel() {}, getProgrammingModel() {}, registerHook() { return { dispose() {} }; }, log() {}, Disposable: class {}, version: '0', hostVersion: '4' };
registerHooks({
  resolve: (name, context, next) => (name === '@azure/functions-core' ? { url: 'core:stub', shortCircuit: true, format: 'commonjs' } : next(name, context)),
  load: (url, context, next) => (url === 'core:stub' ? { format: 'commonjs', source: 'module.exports = globalThis.__core', shortCircuit: true } : next(url, context)),
});
await import(${JSON.stringify(bundle)});
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ functions: registered, cpuMs: (user + system) / 1000 }));`;

/**
 * For the app and for an empty one: wall time, and the process's user plus system time, in
 * milliseconds.
 */
export type ColdStart = { ms: number; emptyMs: number; cpuMs: number; emptyCpuMs: number; functions: number };

/**
 * Medians of the time that a new process takes to load the app and register all its functions, and
 * to load a single empty function that is bundled in the same way; measured alternately. Needs a
 * built `dist/`.
 */
export async function benchColdStart(root: string, rounds = 15): Promise<ColdStart> {
  const folder = mkdtempSync(join(tmpdir(), 'psa-cold-'));
  try {
    writeFileSync(join(folder, 'empty.ts'), emptyApp);
    await build({
      entryPoints: [join(folder, 'empty.ts')],
      outfile: join(folder, 'empty.mjs'),
      nodePaths: [join(root, 'node_modules')],
      bundle: true,
      format: 'esm',
      platform: 'node',
      minify: true,
      external: ['@azure/functions-core'],
      banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    });
    writeFileSync(join(folder, 'load-app.mjs'), loader(join(root, 'dist', 'main.js')));
    writeFileSync(join(folder, 'load-empty.mjs'), loader(join(folder, 'empty.mjs')));
    const ours: Start[] = [];
    const empties: Start[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(timed(join(folder, 'load-app.mjs')));
      empties.push(timed(join(folder, 'load-empty.mjs')));
    }
    const middle = (starts: Start[], of: 'ms' | 'cpuMs') => Math.round(median(starts.map((start) => start[of])));
    return {
      ms: middle(ours, 'ms'),
      emptyMs: middle(empties, 'ms'),
      cpuMs: middle(ours, 'cpuMs'),
      emptyCpuMs: middle(empties, 'cpuMs'),
      functions: ours[0]?.functions ?? 0,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const Loaded = z.object({ functions: z.number(), cpuMs: z.number() });
type Start = z.infer<typeof Loaded> & { ms: number };

function timed(script: string): Start {
  const begun = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} could not be loaded: ${stderr}`);
  return { ms: performance.now() - begun, ...Loaded.parse(JSON.parse(stdout)) };
}

if (import.meta.main) console.log(JSON.stringify(await benchColdStart(process.cwd())));
