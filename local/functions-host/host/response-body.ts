import { Readable } from 'node:stream';

export interface RemoteBody {
  readable: Readable;
  received(piece: Buffer): void;
  /**
   * the functions process is gone: the reader gets an error instead of a body that looks complete
   */
  failed(error: Error): void;
}

/**
 * A response body that lies in the functions process: each time the reader wants more, `ask` is
 * called and one piece arrives by `received`. So at most one piece waits in the host, however
 * slowly the client reads. `dropped` is called when the reader gives up before the end.
 */
export function openRemoteBody(length: number, ask: () => void, dropped: () => void): RemoteBody {
  let missing = length;
  const readable = new Readable({
    read: ask,
    destroy(error, done) {
      if (missing > 0) dropped();
      done(error);
    },
  });
  return {
    readable,
    received(piece) {
      missing -= piece.length;
      readable.push(piece);
      if (missing <= 0) readable.push(null);
    },
    failed: (error) => readable.destroy(error),
  };
}
