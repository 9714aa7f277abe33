import type { Writable } from 'node:stream';

/**
 * Writes lines together, once per turn of the event loop: a pipe takes each write synchronously,
 * and a host under load writes hundreds a second. A reader who has gone away is no reason to stop.
 */
export function createLineWriter(stream: Writable): (line: string) => void {
  let waiting = '';
  stream.on('error', () => {});
  return (line) => {
    if (waiting === '') setImmediate(flush);
    waiting += line;
  };

  function flush(): void {
    stream.write(waiting);
    waiting = '';
  }
}
