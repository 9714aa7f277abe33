import { join, relative, sep } from 'node:path';
import { silentMailLog, tellOfMail } from '../mail/mail-log.ts';
import { announceCloud } from './announce-cloud.ts';
import { toAppSettings } from './app-settings.ts';
import { makeCertificates } from './certificates.ts';
import { clearState } from './clear-state.ts';
import type { CloudApp } from './cloud-app.ts';
import type { CloudError } from './cloud-error.ts';
import type { CloudFile } from './cloud-file.ts';
import { deployApp } from './deploy-app.ts';
import { freePort, needPort } from './find-port.ts';
import { type KeptHost, keepFunctionsHost } from './keep-functions-host.ts';
import { IDENTITY } from './local-tenant.ts';
import { lockStateFolder } from './lock-state-folder.ts';
import { readCosmosAccount } from './read-cosmos-account.ts';
import { rememberPorts } from './remember-ports.ts';
import { rememberStarted, type Started } from './remember-started.ts';
import { sendDeliveryReports } from './send-delivery-reports.ts';
import type { Azurite } from './start-azurite.ts';
import { startCosmosOrUse, type UsedCosmos } from './start-cosmos-or-use.ts';
import type { Simulators } from './start-simulators.ts';
import { startStorage } from './start-storage.ts';
import { toSeededParts } from './to-seeded-parts.ts';

export interface CloudOptions {
  app: CloudApp;
  /** Where everything is kept; one cloud at a time. */
  state: string;
  /** 0: any free port, and then also for everything else that has a usual one. */
  port: number;
  smtpPort: number;
  /** Forgets the state of earlier runs first. */
  fresh?: boolean;
  /** The app is not set up: no mailboxes, queues, clients. */
  empty?: boolean;
  /** Gets progress, a line each. */
  print?(line: string): void;
  /** Gets problems: warnings and errors of the app and of the cloud. */
  warn?(line: string): void;
  /**
   * Prints a line for each mail and for what became of it, and asks the app for that once a second.
   */
  tellMail?: boolean;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
  /**
   * COSMOS_ENDPOINT and COSMOS_KEY in it replace the stand-in; missing: the process's environment.
   */
  environment?: NodeJS.ProcessEnv;
  /** App settings over all others, for tests. */
  settings?: Record<string, string>;
}

/** A running embedded cloud; its parts with their faults, statistics and ways to be killed. */
export interface Cloud extends Simulators {
  /** As in cloud.json; `app.pid` changes. */
  file: CloudFile;
  azurite: Azurite;
  cosmos: UsedCosmos;
  host: KeptHost;
  /**
   * Resolves when a part died that can't be replaced: the cloud is of no use then, and should be
   * stopped.
   */
  failed: Promise<CloudError>;
  /** Ends everything in order; resolves with what did not end well. */
  stop(): Promise<Error[]>;
}

/**
 * Brings up the whole embedded cloud with the app, as npm start does: builds the app if need be,
 * starts every part, seeds it, and writes cloud.json when all is ready. When a part can't start,
 * what was started is ended again.
 *
 * @throws CloudError in words for the person at the terminal
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const started = rememberStarted();
  try {
    return await startParts(options, started);
  } catch (error) {
    await started.unwind();
    throw error;
  }
}

async function startParts(options: CloudOptions, started: Started): Promise<Cloud> {
  const { app, state, environment = process.env, signal, print = () => {}, warn = () => {} } = options;
  const failure = Promise.withResolvers<CloudError>();
  const step = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const begun = Date.now();
    const result = await work;
    signal?.throwIfAborted();
    print(`  ${what} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    return result;
  };

  const account = readCosmosAccount(environment);
  const lock = await lockStateFolder(state);
  started.add('the lock', lock.release);
  const ports = rememberPorts(state, options.port !== 0);
  const port = (await needPort(options.port, 'the app', '--port', 'PSA_PORT')) || (await ports.choose('app')) || (await freePort());
  const appUrl = `http://127.0.0.1:${port}`;
  const smtpPort = (await needPort(options.smtpPort, 'incoming mail', '--smtp-port', 'PSA_SMTP_PORT')) || (await ports.choose('smtp'));
  if (options.fresh) await step('The state of earlier runs is forgotten', clearState(state));
  // large modules load from here on, while Azurite starts; what is refused above is refused at once
  const certificates = await makeCertificates(join(state, 'certificates'));

  const [storage, simulated] = [rememberStarted(), rememberStarted()];
  started.add('storage', storage.unwind);
  started.add('simulators', simulated.unwind);
  const reports = sendDeliveryReports();
  const common = { state, ports, onPid: lock.noteChild, died: failure.resolve };
  const [azurite, cosmos, simulators] = await allOrThrow([
    step('Blobs and queues', startStorage(common, storage)),
    step('Cosmos DB', startCosmosOrUse({ ...common, environment, account }, storage)),
    step(
      'Entra, Key Vault, Graph, Exchange, Communication Services, IMAP',
      import('./start-simulators.ts').then(({ startSimulators }) =>
        startSimulators({ ...common, appUrl, certificates, onDeliveryReport: reports.send }, simulated),
      ),
    ),
    step('The app is built', deployApp(app, join(state, 'app'))),
  ]);
  await reports.open(azurite.connectionString);
  const { entra, keyVault, graph, exchange, acs, mail } = simulators;
  await step('The database and its containers', app.prepare({ cosmos, graphUrl: graph.url }));

  const ticketUrl = `${appUrl}/api/tickets/{number}`;
  const settings = toAppSettings(app.root, {
    ...{ app: appUrl, ticketUrl, storage: azurite, cosmos, keyVault: keyVault.url, acs: acs.url, graph: graph.url, entra: entra.url },
    ...{ identityEnvironment: entra.identityEnvironment, clientId: IDENTITY.clientId, caFile: certificates.caFile },
  });
  let appPidChanged: (pid: number) => void = () => {};
  const host = await step(
    'The Functions host with the app',
    keepFunctionsHost({
      host: { root: join(state, 'app'), port, settings: { ...settings, ...options.settings }, quiet: true, onLine: warn },
      onPid: lock.noteChild,
      onWorker: (pid) => appPidChanged(pid),
      tell: warn,
      gaveUp: failure.resolve,
    }),
  );
  started.add('the Functions host', host.stop);
  const { login, ews, seeded } = toSeededParts(appUrl, simulators);
  if (!options.empty) await step('Three mailboxes, their queues, a client and a contact', app.seed(seeded));
  const door = await mail.openSmtp(smtpPort);
  const teller = options.tellMail ? tellOfMail({ appUrl, ticketUrl, print }) : silentMailLog;
  mail.tell(teller);
  started.add('the watch over mails', teller.stop);

  const announced = announceCloud(
    state,
    {
      pid: process.pid,
      app: { url: appUrl, pid: host.workerPid() },
      smtp: { host: door.host, port: door.port, ...login },
      cosmos: { endpoint: cosmos.endpoint, key: cosmos.key, database: cosmos.database },
      blob: { endpoint: azurite.blobUrl },
      queue: { endpoint: azurite.queueUrl },
      storage: { connectionString: azurite.connectionString },
      graph: { url: graph.url },
      entra: { url: entra.url },
      keyVault: { url: keyVault.url },
      acs: { url: acs.url },
      imap: { host: mail.imap.host, port: mail.imap.port, tlsPort: mail.imap.tlsPort, ...login },
      ews,
      outbox: fromRoot(app.root, mail.outbox.folder),
      ticketUrl,
      caFile: certificates.caFile,
    },
    warn,
  );
  started.add('cloud.json', announced.end);
  const portOf = (url: string) => Number(new URL(url).port);
  ports.save({
    ...{ app: port, smtp: door.port, imap: mail.imap.port, 'imap-tls': mail.imap.tlsPort },
    ...{ graph: portOf(graph.url), entra: portOf(entra.url), 'key-vault': portOf(keyVault.url), acs: portOf(acs.url), ews: exchange.port },
    ...(cosmos.standIn && { cosmos: portOf(cosmos.endpoint) }),
  });
  appPidChanged = announced.setAppPid;
  appPidChanged(host.workerPid());
  return { ...simulators, file: announced.content, azurite, cosmos, host, failed: failure.promise, stop: started.unwind };
}

/**
 * As Promise.all, but waits for the others when one fails, so that what they start is known when it
 * is all ended again.
 */
async function allOrThrow<T extends readonly unknown[] | []>(work: T): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** Relative for what lies in the project. */
function fromRoot(root: string, path: string): string {
  const way = relative(root, path);
  return way.startsWith('..') ? path : way.split(sep).join('/');
}
