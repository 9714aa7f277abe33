import { resolve } from 'node:path';
import { listRegistrations } from './list-registrations.ts';
import { loadFiles } from './load-app.ts';
import { provideFunctionsCore } from './provide-functions-core.ts';

/**
 * `node print-registrations.ts FILE`: loads the app's file and tells what it registers: to the
 * parent over IPC if it was forked, else as JSON on stdout. Nothing is invoked. Exits with 1 and a
 * message on stderr when the file cannot be loaded.
 */
provideFunctionsCore();
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Which file? node print-registrations.ts dist/main.js');
await loadFiles([resolve(file)]);
const registrations = listRegistrations();
if (process.send === undefined) console.log(JSON.stringify(registrations, null, 2));
else process.send(registrations, () => process.exit(0));
