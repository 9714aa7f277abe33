import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { build, type Metafile, type Plugin } from 'esbuild';

/**
 * `npm run build`: bundles the functions into `dist/`, the folder that is deployed. `main.js`
 * registers every function; the chunks beside it are loaded when they are first needed, so that an
 * SDK that a function does not use costs nothing at its cold start. There is nothing to install, so
 * no build in Azure is needed.
 */
export async function buildApp(): Promise<void> {
  await rm('dist', { recursive: true, force: true });
  await bundleApp({ write: true });
  const { name, version } = JSON.parse(await readFile('package.json', 'utf8'));
  await writeFile('dist/package.json', JSON.stringify({ name, version, private: true, type: 'module', main: 'main.js' }));
  await copyFile('host.json', 'dist/host.json');
}

/**
 * Makes the bundle, and writes it to `dist/` if `write` says so; returns esbuild's description of
 * what is in each file.
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
 * zod is loaded at each cold start. Its `z` is an object with everything in it, so a bundler can
 * leave nothing out, neither error texts in fifty languages nor unused schemas. As a namespace
 * (`import * as z`) it can; all languages but English are left out as well. Together that is three
 * quarters of zod.
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
