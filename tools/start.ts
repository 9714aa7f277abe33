import { CloudError } from '../local/cloud/cloud-error.ts';
import { type Cloud, startCloud } from '../local/cloud/start-cloud.ts';
import { toAddressTable } from './start/address-table.ts';
import { parseOptions, USAGE } from './start/parse-options.ts';
import { psaEmail } from './start/psa-email.ts';

const TWICE_BY_NPM_MS = 1000;
const { root } = psaEmail;

process.exit(await main());

/** Runs until a signal or a failure ends it; resolves with the exit code. */
async function main(): Promise<number> {
  const aborting = new AbortController();
  let askedAt = 0;
  const asked = new Promise<number>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        // asked again: at once; children end when they notice that we are gone. npm passes on the
        // signal that the terminal sends, too
        if (askedAt > 0 && Date.now() - askedAt > TWICE_BY_NPM_MS) process.exit(1);
        if (askedAt > 0) return;
        askedAt = Date.now();
        if (signal !== 'SIGINT') console.error(`Asked to stop by ${signal}.`);
        aborting.abort();
        done(0);
      });
    }
  });
  const crashed = new Promise<number>((done) => {
    for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(kind, (error: unknown) => {
        console.error('The embedded cloud has met an error of its own and stops:', error);
        done(1);
      });
    }
  });
  let cloud: Cloud | undefined;
  try {
    const options = parseOptions(process.argv.slice(2), process.env, root);
    if (options.help) {
      console.log(USAGE);
      return 0;
    }
    // the build works in the project's folder
    process.chdir(root);
    const print = options.quiet ? () => {} : (line: string) => console.log(line);
    cloud = await startCloud({
      ...options,
      app: psaEmail,
      print,
      warn: (line) => console.error(line),
      tellMail: !options.quiet,
      signal: aborting.signal,
    });
    print(toAddressTable(cloud.file, options.state));
    const code = await Promise.race([
      asked,
      crashed,
      cloud.failed.then((error) => {
        console.error(`The embedded cloud stops: ${error.message}`);
        return 1;
      }),
    ]);
    print('Stopping …');
    return code;
  } catch (error) {
    if (aborting.signal.aborted) return 0;
    console.error(error instanceof CloudError ? error.message : error);
    return 1;
  } finally {
    for (const failure of (await cloud?.stop()) ?? []) console.error(failure.message);
  }
}
