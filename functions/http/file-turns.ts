import { limitConcurrency } from '../../shared/limit-concurrency.ts';

/** From here on a file takes so long on its way out that what stands behind it notices. */
const largeBytes = 1_000_000;
/** Small files are read so many at a time. */
const maxSmall = 4;
/**
 * What leaves a process crosses one stream to its host, at some 50 MB a second; large files get
 * half of it.
 */
const bytesPerSecond = 25_000_000;

/**
 * Turns for answers with files. A process hands its answers to the host over one stream, each as a
 * whole: eight files of 25 MB at once held up every other answer for seven seconds, and Graph waits
 * three for its webhook. So large files leave one at a time, and after each there is a pause in
 * which it is sent and others get through. Whatever `read` throws is thrown on.
 */
export function fileTurns(pause: (ms: number) => Promise<void>): <T>(bytes: number, read: () => Promise<T>) => Promise<T> {
  const small = limitConcurrency(maxSmall);
  const large = limitConcurrency(1);
  return (bytes, read) => {
    if (bytes < largeBytes) return small('files', read);
    return new Promise((resolve, reject) => {
      // the answer leaves at once, the turn lasts longer
      void large('files', async () => {
        await read().then(resolve, reject);
        await pause((bytes / bytesPerSecond) * 1000);
      });
    });
  };
}
