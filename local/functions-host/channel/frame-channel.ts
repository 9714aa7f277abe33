import type { Socket } from 'node:net';

/**
 * Larger than any request or response body may be; beyond it the stream is out of step and reading
 * on would only eat memory.
 */
const FRAME_LIMIT = 256 * 1024 * 1024;
const PREFIX_BYTES = 8;

export interface FrameChannel<Out> {
  /** `body` goes over as it is, neither copied nor encoded. */
  send(header: Out, body?: Uint8Array): void;
  close(): void;
}

/**
 * Frames between host and functions process, on one socket: two unsigned 32-bit lengths, a JSON
 * header, raw bytes. The JSON is not checked again: both ends are this program, and the socket is
 * private to the pair. `closed` runs once, when the other side is gone.
 */
export function openFrameChannel<In, Out>(
  socket: Socket,
  received: (header: In, body: Buffer) => void,
  closed: () => void,
): FrameChannel<Out> {
  socket.on(
    'data',
    readFrames(received, () => socket.destroy()),
  );
  // an error (EPIPE when the other process was killed) is always followed by close
  socket.on('error', () => {});
  socket.once('close', closed);
  return {
    send(header, body) {
      if (socket.destroyed) return;
      const json = JSON.stringify(header);
      const jsonLength = Buffer.byteLength(json);
      const head = Buffer.allocUnsafe(PREFIX_BYTES + jsonLength);
      head.writeUInt32LE(jsonLength, 0);
      head.writeUInt32LE(body?.length ?? 0, 4);
      head.write(json, PREFIX_BYTES);
      // one system call for both
      socket.cork();
      socket.write(head);
      if (body !== undefined && body.length > 0) socket.write(body);
      socket.uncork();
    },
    close: () => socket.end(),
  };
}

function readFrames<In>(received: (header: In, body: Buffer) => void, broken: () => void): (chunk: Buffer) => void {
  // bytes go straight to where they stay: one copy, however many chunks a 100 MB body comes in
  let target = Buffer.allocUnsafe(PREFIX_BYTES);
  let filled = 0;
  let jsonLength: number | undefined;

  return (chunk) => {
    let offset = 0;
    while (offset < chunk.length) {
      const taken = chunk.copy(target, filled, offset);
      offset += taken;
      filled += taken;
      if (filled < target.length) return;
      if (jsonLength === undefined) {
        jsonLength = target.readUInt32LE(0);
        const size = jsonLength + target.readUInt32LE(4);
        if (jsonLength === 0 || size > FRAME_LIMIT) return broken();
        target = Buffer.allocUnsafe(size);
      } else {
        const header: In = JSON.parse(target.toString('utf8', 0, jsonLength));
        const body = target.subarray(jsonLength);
        target = Buffer.allocUnsafe(PREFIX_BYTES);
        jsonLength = undefined;
        received(header, body);
      }
      filled = 0;
    }
  };
}
