import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from './read-json-file.ts';
import type { AppSettings } from './read-settings.ts';
import { parseTimeSpan } from './time-span.ts';

const duration = z.string().transform(toMs);
const positive = (most: number) => z.coerce.number().int().min(1).max(most);
const logLevel = z.enum(['Trace', 'Debug', 'Information', 'Warning', 'Error', 'Critical', 'None']);

const queues = z
  .object({
    // the defaults of the storage extension 5.x; the polling interval is what it takes when
    // AZURE_FUNCTIONS_ENVIRONMENT is Development
    batchSize: positive(32).default(16),
    newBatchThreshold: z.coerce.number().int().min(0).optional(),
    maxDequeueCount: positive(1000).default(5),
    visibilityTimeout: duration.default(0),
    maxPollingInterval: duration.pipe(z.number().min(100, 'at least 00:00:00.100')).default(2000),
    messageEncoding: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['base64', 'none']))
      .default('base64'),
  })
  .transform((read) => ({ ...read, newBatchThreshold: read.newBatchThreshold ?? Math.floor(read.batchSize / 2) }));

const hostJson = z.object({
  version: z.literal('2.0', 'only host.json of version "2.0" is known'),
  functionTimeout: z
    .string()
    .transform((text, context) => (text === '-1' ? null : toMs(text, context)))
    .default(30 * 60_000),
  functions: z.array(z.string()).optional(),
  logging: z.object({ logLevel: z.record(z.string(), logLevel).default({}) }).prefault({}),
  extensions: z
    .object({ http: z.object({ routePrefix: z.string().default('api') }).prefault({}), queues: queues.prefault({}) })
    .prefault({}),
});

/**
 * What host.json says, with the real host's defaults. Durations in ms; functionTimeout null means
 * unbounded.
 */
export type HostConfig = z.infer<typeof hostJson>;
export type QueueOptions = HostConfig['extensions']['queues'];

const OVERRIDE = 'AzureFunctionsJobHost__';

/**
 * Reads host.json in `root` (it must be there). App settings
 * `AzureFunctionsJobHost__path__to__field` override a field, as on Azure:
 * https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
 */
export async function readHostConfig(root: string, settings: AppSettings): Promise<HostConfig> {
  const path = join(root, 'host.json');
  const file = await readJsonFile(path, z.record(z.string(), z.json()));
  if (file === undefined) throw new Error(`${path} is missing: a Functions project has one in its root`);
  for (const [name, value] of Object.entries(settings)) {
    if (name.startsWith(OVERRIDE)) setField(file, name.slice(OVERRIDE.length).split('__'), value);
  }
  const read = hostJson.safeParse(file);
  if (!read.success) throw new Error(`${path} is not as it should be:\n${z.prettifyError(read.error)}`);
  return read.data;
}

function toMs(text: string, context: z.RefinementCtx): number {
  const ms = parseTimeSpan(text);
  if (ms === undefined || ms < 0) context.addIssue(`'${text}' is no time span: write it as hh:mm:ss`);
  return ms ?? 0;
}

type Json = z.infer<ReturnType<typeof z.json>>;

function setField(target: Record<string, Json>, [head, ...rest]: string[], value: string): void {
  if (head === undefined || head === '__proto__') return;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const below = target[head];
  const object = typeof below === 'object' && below !== null && !Array.isArray(below) ? below : {};
  target[head] = object;
  setField(object, rest, value);
}
