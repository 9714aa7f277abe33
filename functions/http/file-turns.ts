import { limitConcurrency } from '../../shared/limit-concurrency.ts';

/** From this size on, sending a file noticeably delays the responses after it. */
const largeBytes = 1_000_000;
/** Small files that are read at a time. */
const maxSmall = 4;
/**
 * All responses of a process go through one stream to its host, at about 50 MB a second; large
 * files get half of that.
 */
const bytesPerSecond = 25_000_000;

/**
 * Lets responses with files take turns. A process sends its responses to the host over one stream,
 * each as a whole: eight files of 25 MB at once delayed every other response by seven seconds, and
 * Graph's webhook waits only three. So large files are sent one at a time, with a pause after each,
 * in which it is sent and other responses get through. Errors of `read` are passed on.
 */
export function fileTurns(pause: (ms: number) => Promise<void>): <T>(bytes: number, read: () => Promise<T>) => Promise<T> {
  const small = limitConcurrency(maxSmall);
  const large = limitConcurrency(1);
  return (bytes, read) => {
    if (bytes < largeBytes) return small('files', read);
    return new Promise((resolve, reject) => {
      // the response is sent at once, the turn lasts longer
      void large('files', async () => {
        await read().then(resolve, reject);
        await pause((bytes / bytesPerSecond) * 1000);
      });
    });
  };
}
