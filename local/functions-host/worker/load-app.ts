import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appRegistry, runHooks } from './app-registry.ts';
import type { ProgrammingModel } from './core-types.ts';

/**
 * Loads the app in `root`: every file that `main` of its package.json names (a glob is allowed, as
 * on Azure), then runs the appStart hooks. Gives the library's programming model. An app that
 * registers nothing is an Error: it would answer 404 to everything and nobody would know why.
 */
export async function loadApp(root: string): Promise<ProgrammingModel> {
  const main = readMain(root);
  const files = globSync(main, { cwd: root }).toSorted();
  if (files.length === 0)
    throw new Error(`No file matches main "${main}" of ${join(root, 'package.json')}. Is the app built? (npm run build)`);
  await loadFiles(files.map((file) => join(root, file)));
  const { model } = appRegistry;
  if (appRegistry.functions.size === 0 || model === undefined) {
    throw new Error(
      `The app registered no function: main "${main}" of ${join(root, 'package.json')} must call app.http, app.timer or app.storageQueue of @azure/functions, ` +
        'or import the files that do. Is it the right file, and built from the present sources? (npm run build)',
    );
  }
  await runHooks('appStart', { hookData: appRegistry.appHookData, appHookData: appRegistry.appHookData });
  appRegistry.started = true;
  const capabilities = await model.getCapabilities({});
  if (capabilities.HttpUri !== undefined) {
    throw new Error(
      'app.setup({ enableHttpStream: true }) is refused here: it listens on all interfaces of this machine, ' +
        'and its responses leave before the output bindings are written.',
    );
  }
  return model;
}

/** Imports each file; an error says which one. */
export async function loadFiles(paths: string[]): Promise<void> {
  for (const path of paths) {
    try {
      await import(pathToFileURL(path).href);
    } catch (cause) {
      const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      throw new Error(`${relative(process.cwd(), path)} could not be loaded: ${what}`, { cause });
    }
  }
}

function readMain(root: string): string {
  const path = join(root, 'package.json');
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const main = typeof json === 'object' && json !== null && 'main' in json ? json.main : undefined;
  if (typeof main !== 'string' || main === '') throw new Error(`${path} has no "main": it names the file that registers the functions.`);
  return main;
}
