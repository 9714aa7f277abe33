import { parseArgs } from 'node:util';
import { listenCosmos } from './listen-cosmos.ts';

/**
 * Runs the Cosmos stand-in as a process: `node main.ts --file PATH [--port N] [--key BASE64]`. A
 * parent with an IPC channel hears `{ kind: 'ready', url }` or `{ kind: 'failed', message }`; when
 * the parent goes, so does this.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, file: { type: 'string' }, key: { type: 'string' } } });
  const { file, key = process.env.COSMOS_KEY } = values;
  const port = Number(values.port);
  if (file === undefined || key === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error('Usage: node main.ts --file PATH.sqlite --key BASE64 (or COSMOS_KEY) [--port N]');
  }
  const cosmos = await listenCosmos({ port, file, key });
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    cosmos.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  if (process.send) process.send({ kind: 'ready', url: cosmos.endpoint });
  else console.log(`Cosmos stand-in at ${cosmos.endpoint}`);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  if (process.send) process.send({ kind: 'failed', message }, () => process.exit(1));
  else {
    console.error(message);
    process.exit(1);
  }
});
