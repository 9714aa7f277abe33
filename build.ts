import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { build, type Metafile, type Plugin } from 'esbuild';

/**
 * `npm run build`: bundles the functions into `dist/`, the folder that is deployed as it is:
 * `main.js` registers every function, the chunks beside it are loaded when they are first needed
 * (an SDK that a function does not use costs its cold start nothing). There is nothing to install
 * there, so it needs no build in Azure.
 */
export async function buildApp(): Promise<void> {
  await rm('dist', { recursive: true, force: true });
  await bundleApp({ write: true });
  const { name, version } = JSON.parse(await readFile('package.json', 'utf8'));
  await writeFile('dist/package.json', JSON.stringify({ name, version, private: true, type: 'module', main: 'main.js' }));
  await copyFile('host.json', 'dist/host.json');
}

/**
 * The bundle, written to `dist/` or not at all; returns what is in each of its files, as esbuild
 * tells it.
 *
 * `@azure/functions-core` is the worker's own module and only exists inside it.
 */
export async function bundleApp({ write }: { write: boolean }): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { main: 'functions/main.ts' },
    outdir: 'dist',
    write,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    external: ['@azure/functions-core'],
    metafile: true,
    plugins: [onlyTheZodThatIsUsed],
    logLevel: 'warning',
    // CommonJS packages in the bundle call require for Node's own modules
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  return metafile;
}

/**
 * zod is loaded at each cold start, and its `z` is an object that holds all of it: a bundler can
 * leave nothing out, neither its words for problems in fifty languages nor the schemas that nobody
 * uses. As a namespace (`import * as z`) it can, and the languages but English are left out as
 * well: together three quarters of it.
 */
const onlyTheZodThatIsUsed: Plugin = {
  name: 'only-the-zod-that-is-used',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](?:functions|shared)[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';"),
      loader: 'ts',
    }));
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export { default as en } from './en.js';" }));
  },
};

if (import.meta.main) await buildApp();
