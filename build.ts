import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * `npm run build`: bundles the functions into `dist/`, the folder that is deployed as it is: `main.js` registers every function, the chunks
 * beside it are loaded when they are first needed (an SDK that a function does not use costs its cold start nothing). There is nothing to
 * install there, so it needs no build in Azure.
 *
 * `@azure/functions-core` is the worker's own module and only exists inside it.
 */
export async function buildApp(): Promise<void> {
  await rm('dist', { recursive: true, force: true });
  await build({
    entryPoints: { main: 'functions/main.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    external: ['@azure/functions-core'],
    logLevel: 'warning',
    // CommonJS packages in the bundle call require for Node's own modules
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  const { name, version } = JSON.parse(await readFile('package.json', 'utf8'));
  await writeFile('dist/package.json', JSON.stringify({ name, version, private: true, type: 'module', main: 'main.js' }));
  await copyFile('host.json', 'dist/host.json');
}

if (import.meta.main) await buildApp();
