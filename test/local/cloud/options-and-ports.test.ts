import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort, isFree, needPort } from '../../../local/cloud/find-port.ts';
import { readCosmosAccount } from '../../../local/cloud/read-cosmos-account.ts';
import { rememberPorts } from '../../../local/cloud/remember-ports.ts';
import { parseOptions } from '../../../tools/start/parse-options.ts';

describe('the options of npm start', () => {
  const defaults = { port: 7071, smtpPort: 2525, state: resolve('/project/.local'), fresh: false, empty: false, quiet: false, help: false };
  it.each<[string[], Record<string, string>, object]>([
    [[], {}, {}],
    [
      ['--port', '8080', '--smtp-port=0', '--fresh', '--empty', '-q'],
      {},
      { port: 8080, smtpPort: 0, fresh: true, empty: true, quiet: true },
    ],
    [
      [],
      { PSA_PORT: '8080', PSA_SMTP_PORT: '2526', PSA_STATE: '/elsewhere' },
      { port: 8080, smtpPort: 2526, state: resolve('/elsewhere') },
    ],
    [['--port', '1', '--state', '/here'], { PSA_PORT: '8080', PSA_STATE: '/elsewhere' }, { port: 1, state: resolve('/here') }],
    [[], { PSA_PORT: '', PSA_STATE: '' }, {}],
  ])('%j %j', (args, environment, expected) => {
    expect(parseOptions(args, environment, '/project')).toEqual({ ...defaults, ...expected });
  });

  it.each<[string[], Record<string, string>, RegExp]>([
    [['--prot', '8080'], {}, /--prot[\s\S]*--smtp-port N/],
    [['--port', 'x'], {}, /--port \(PSA_PORT\) must be a port number/],
    [[], { PSA_SMTP_PORT: '70000' }, /--smtp-port \(PSA_SMTP_PORT\) must be 0 to 65535/],
    [['--port', '2525'], {}, /both 2525/],
    [['extra'], {}, /extra/],
  ])('%j %j are refused by name', (args, environment, message) => {
    expect(() => parseOptions(args, environment, '/project')).toThrow(message);
  });
});

describe('a Cosmos DB account in the environment', () => {
  const endpoint = 'https://psa.documents.azure.com';
  it('is used when its endpoint and its key are there', () => {
    expect(readCosmosAccount({ COSMOS_ENDPOINT: endpoint, COSMOS_KEY: 'k' })).toEqual({ endpoint, key: 'k' });
    expect(readCosmosAccount({ COSMOS_ENDPOINT: '', COSMOS_KEY: '' })).toBeUndefined();
  });
  it.each([
    [{ COSMOS_ENDPOINT: endpoint }, /COSMOS_KEY/],
    [{ COSMOS_KEY: 'k' }, /COSMOS_ENDPOINT/],
    [{ COSMOS_ENDPOINT: 'psa', COSMOS_KEY: 'k' }, /must be a URL/],
  ])('%j is refused', (environment, message) => {
    expect(() => readCosmosAccount(environment)).toThrow(message);
  });
});

describe('a port', () => {
  let state: string;
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'ports-'));
  });
  afterEach(() => rm(state, { recursive: true }));

  it('stays the same over restarts, as stored links name it', async () => {
    const first = rememberPorts(state, false);
    expect(await first.choose('graph')).toBe(0);
    const [graph, app] = [await freePort(), await freePort()];
    await first.save({ graph, app });
    const second = rememberPorts(state, false);
    expect([await second.choose('graph'), await second.choose('app', 7071)]).toEqual([graph, app]);
  });

  it('that is taken is refused with the way out, or left aside when it was only preferred', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(needPort(port, 'the app', '--port', 'PSA_PORT')).rejects.toThrow(
      `Port ${port} for the app is taken by another program.\nStop that program, or choose another port (0: any free one): npm start -- --port ${port + 1}, or PSA_PORT=${port + 1} npm start`,
    );
    expect(await isFree(port)).toBe(false);
    const ports = rememberPorts(state, true);
    expect(await ports.choose('graph', port)).toBe(0);
    await new Promise((done) => other.close(done));
    expect(await needPort(port, 'the app', '--port', 'PSA_PORT')).toBe(port);
    expect(await ports.choose('cosmos', port)).toBe(port);
    expect(await needPort(0, 'the app', '--port', 'PSA_PORT')).toBe(0);
  });
});
