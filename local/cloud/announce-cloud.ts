import { type CloudFile, removeCloudFile, writeCloudFile } from './cloud-file.ts';

export interface Announcement {
  /** As it stands in cloud.json. */
  content: CloudFile;
  /** Another process runs the functions now. */
  setAppPid(pid: number): void;
  /** Takes the file away. */
  end(): void;
}

/**
 * Writes cloud.json, in one step, and keeps it up to date until the end. A replacement that fails
 * is told to `warn`.
 */
export function announceCloud(state: string, content: CloudFile, warn: (line: string) => void): Announcement {
  let ended = false;
  writeCloudFile(state, content);
  return {
    content,
    setAppPid(pid) {
      content.app.pid = pid;
      if (ended) return;
      try {
        writeCloudFile(state, content);
      } catch (error) {
        warn(`cloud.json could not be replaced: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    end() {
      ended = true;
      removeCloudFile(state);
    },
  };
}
