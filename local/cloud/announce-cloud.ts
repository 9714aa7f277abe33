import { type CloudFile, removeCloudFile, writeCloudFile } from './cloud-file.ts';

export interface Announcement {
  /** As it stands in cloud.json. */
  content: CloudFile;
  /** Another process runs the functions now. */
  setAppPid(pid: number): void;
  /** Takes the file away. */
  end(): Promise<void>;
}

/** Writes cloud.json, in one step, and keeps it up to date until the end. A replacement that fails is told to `warn`. */
export async function announceCloud(state: string, content: CloudFile, warn: (line: string) => void): Promise<Announcement> {
  let ended = false;
  let writing = writeCloudFile(state, content);
  await writing;
  return {
    content,
    setAppPid(pid) {
      content.app.pid = pid;
      writing = writing
        .then(() => (ended ? undefined : writeCloudFile(state, content)))
        .catch((error: unknown) => warn(`cloud.json could not be replaced: ${error instanceof Error ? error.message : String(error)}`));
    },
    async end() {
      ended = true;
      await writing;
      removeCloudFile(state);
    },
  };
}
