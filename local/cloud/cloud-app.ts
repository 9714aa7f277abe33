/** What the cloud has to know of the app that it runs; all else it reads in the app's folder. */
export interface CloudApp {
  /** The project's folder: its sources, `host.json`, `local.settings.sample.json`. */
  root: string;
  /** Makes `dist/` in the project's folder; rejects with the compiler's messages. */
  build(): Promise<void>;
  /**
   * Puts in Cosmos DB what an admin of the app would have set up. Called at each start, on what the
   * start before left, too.
   */
  seed(parts: SeededParts): Promise<void>;
}

/** Where a run has what the app's settings are about. */
export interface SeededParts {
  cosmos: { endpoint: string; key: string; database: string };
  /** The helpdesk mailbox; its password is the Key Vault's secret of that name. */
  imap: { host: string; port: number; user: string; secretName: string };
  /** The mailbox on Exchange, likewise. */
  ews: { url: string; user: string; secretName: string };
  graphUrl: string;
}
