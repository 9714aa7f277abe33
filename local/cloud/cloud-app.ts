/** What the cloud has to know of the app that it runs; all else it reads in the app's folder. */
export interface CloudApp {
  /** The project's folder: its sources, `host.json`, `local.settings.sample.json`. */
  root: string;
  /** Makes `dist/` in the project's folder; rejects with the compiler's messages. */
  build(): Promise<void>;
  /**
   * Makes the database as the app needs it, before it starts: what a deployment does, since the app
   * may not. Called at each start, on what the start before left, too.
   */
  prepare(parts: PreparedParts): Promise<void>;
  /**
   * Sets the running app up as an admin would, by its API. Called at each start, as above, unless
   * it is to start empty.
   */
  seed(parts: SeededParts): Promise<void>;
}

/** What there is before the app runs. */
export interface PreparedParts {
  cosmos: { endpoint: string; key: string; database: string };
  graphUrl: string;
}

/** Where a run has what the app's settings are about. */
export interface SeededParts {
  app: { url: string };
  /** The helpdesk mailbox. */
  imap: { host: string; port: number; user: string; password: string };
  /** The mailbox on Exchange. */
  ews: { url: string; user: string; password: string };
}
