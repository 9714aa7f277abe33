import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHostConfig } from '../../../local/functions-host/config/read-host-config.ts';
import { readSettings } from '../../../local/functions-host/config/read-settings.ts';
import { planFunction } from '../../../local/functions-host/host/plan-function.ts';
import { toWorkerEnvironment } from '../../../local/functions-host/host/worker-environment.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'functions-host-config-'));
});
afterEach(() => rm(root, { recursive: true }));

const write = (name: string, json: unknown) => writeFile(join(root, name), typeof json === 'string' ? json : JSON.stringify(json));

describe('host.json', () => {
  it('has the defaults of the real host', async () => {
    await write('host.json', { version: '2.0', extensionBundle: { id: 'x' } });
    expect(await readHostConfig(root, {})).toEqual({
      version: '2.0',
      functionTimeout: 1_800_000,
      logging: { logLevel: {} },
      extensions: {
        http: { routePrefix: 'api' },
        queues: {
          batchSize: 16,
          newBatchThreshold: 8,
          maxDequeueCount: 5,
          visibilityTimeout: 0,
          maxPollingInterval: 2000,
          messageEncoding: 'base64',
        },
      },
    });
  });

  it('is overridden field by field by app settings', async () => {
    await write('host.json', { version: '2.0', functionTimeout: '00:10:00', extensions: { queues: { batchSize: 8 } } });
    const config = await readHostConfig(root, {
      AzureFunctionsJobHost__extensions__queues__visibilityTimeout: '00:00:30',
      AzureFunctionsJobHost__extensions__queues__maxDequeueCount: '7',
      AzureFunctionsJobHost__functionTimeout: '-1',
    });
    expect(config.extensions.queues).toMatchObject({ batchSize: 8, newBatchThreshold: 4, visibilityTimeout: 30_000, maxDequeueCount: 7 });
    expect(config.functionTimeout).toBeNull();
  });

  it.each([
    [{ version: '1.0' }, /version/],
    [{ version: '2.0', functionTimeout: 'never' }, /'never' is no time span.*\n.*functionTimeout/],
    [{ version: '2.0', extensions: { queues: { batchSize: 33 } } }, /extensions\.queues\.batchSize/],
    [{ version: '2.0', extensions: { queues: { messageEncoding: 'utf8' } } }, /messageEncoding/],
    ['{ "version": ', /host\.json is not JSON/],
  ])('%j is refused, and the field named', async (json, message) => {
    await write('host.json', json);
    await expect(readHostConfig(root, {})).rejects.toThrow(message);
  });

  it('must be there', async () => {
    await expect(readHostConfig(root, {})).rejects.toThrow(/host\.json is missing/);
  });
});

describe('app settings', () => {
  it('come from local.settings.json, and what is given wins', async () => {
    await write('local.settings.json', { IsEncrypted: false, Values: { A: 'file', B: 'file', N: 1 }, Host: { CORS: '*' } });
    expect(await readSettings(root, { B: 'given', C: 'given' })).toEqual({ A: 'file', B: 'given', C: 'given', N: '1' });
  });

  it('do not need that file', async () => {
    expect(await readSettings(root, { A: '1' })).toEqual({ A: '1' });
  });

  it('cannot be encrypted', async () => {
    await write('local.settings.json', { IsEncrypted: true, Values: {} });
    await expect(readSettings(root, {})).rejects.toThrow(/func settings decrypt/);
  });
});

describe('a function that cannot run says why', () => {
  const settings = { AzureWebJobsStorage: 'UseDevelopmentStorage=true', Q: 'named', MI__queueServiceUri: 'https://x' };
  const queue = (fields: object) => ({
    name: 'f',
    bindings: { trigger: { type: 'queueTrigger', direction: 'in' as const, queueName: 'work', ...fields } },
  });

  it.each([
    [queue({ queueName: '%MISSING%' }), /'%MISSING%' does not resolve/],
    [queue({ queueName: 'a--b' }), /no queue name/],
    [queue({ connection: 'NOWHERE' }), /NOWHERE is missing/],
    [queue({ connection: 'MI' }), /MI__queueServiceUri is an identity-based connection/],
    [{ name: 'f', bindings: { t: { type: 'timerTrigger', direction: 'in' as const, schedule: '* * * * *' } } }, /no schedule/],
    [{ ...queue({}), retryOptions: { maxRetryCount: 2, retryStrategy: 'fixedDelay' } }, /retry policy is not known here/],
    [{ name: 'f', bindings: { t: { type: 'blobTrigger', direction: 'in' as const } } }, /'blobTrigger' is not known here/],
    [
      { name: 'f', bindings: { ...queue({}).bindings, o: { type: 'cosmosDB', direction: 'out' as const } } },
      /output binding of type 'cosmosDB'/,
    ],
    [{ name: 'f', bindings: {} }, /0 triggers/],
  ])('%j', (registered, message) => {
    expect(() => planFunction(registered, settings)).toThrow(message);
  });

  it('names are resolved, and lowered as the real host does', () => {
    expect(planFunction(queue({ queueName: '%Q%' }), settings).trigger).toMatchObject({ queueName: 'named' });
    expect(planFunction(queue({ queueName: 'WORK' }), settings).trigger).toMatchObject({ queueName: 'work' });
  });
});

it("the functions process gets the app settings and little of the machine's environment", () => {
  const machine = {
    PATH: '/bin',
    HOME: '/home',
    TMPDIR: '/t',
    NODE_EXTRA_CA_CERTS: '/ca',
    SECRET_OF_THE_SHELL: 'x',
    WEBSITE_AUTH_ENABLED: 'True',
  };
  const settings = { A: '1', WEBSITE_AUTH_ENABLED: 'True', languageWorkers__node__arguments: '--max-old-space-size=512 --trace-warnings' };
  const { env, nodeArguments } = toWorkerEnvironment(machine, settings, 'off', 7071);
  expect(env).toEqual({
    PATH: '/bin',
    HOME: '/home',
    TMPDIR: '/t',
    NODE_EXTRA_CA_CERTS: '/ca',
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    FUNCTIONS_WORKER_RUNTIME: 'node',
    WEBSITE_HOSTNAME: '127.0.0.1:7071',
    A: '1',
    languageWorkers__node__arguments: settings.languageWorkers__node__arguments,
  });
  expect(nodeArguments).toEqual(['--max-old-space-size=512', '--trace-warnings']);
  expect(toWorkerEnvironment(machine, settings, 'local-admin', 7071).env.WEBSITE_AUTH_ENABLED).toBe('True');
});
