import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';

const DOT = 0x2e;
const CR = 0x0d;
const LF = 0x0a;
const LINE_START = Buffer.from('\r\n.');

/**
 * Has smtp-server undo dot-stuffing as RFC 5321, 4.5.2 and 2.3.8 say: only where a line starts,
 * that is after CR LF, or at the start of the data. Its own reader (3.21.6) also takes a dot away
 * after a lone LF, and so changes one byte in every 16 MB of noise. A single dot that no sender
 * doubled is kept.
 */
export function fixDotUnstuffing(): void {
  SMTPStream.prototype._feedDataStream = function feed(this: SMTPStream, chunk, done) {
    const data = this._lastBytes ? Buffer.concat([this._lastBytes, chunk]) : chunk;
    this._lastBytes = false;
    const pieces: Buffer[] = [];
    let start = 0;
    // the dot at the start of the data stands behind the CR LF of the DATA command
    let dot = this._atDataStart && data[0] === DOT ? 0 : nextDot(data, 0);
    while (dot >= 0) {
      const [second, third] = [data[dot + 1], data[dot + 2]];
      if (second === undefined || (second === CR && third === undefined)) break;
      if (second === CR && third === LF) {
        pieces.push(data.subarray(start, dot));
        const rest = Buffer.concat(pieces);
        this._countDataBytes(rest.length);
        return this._endDataMode(rest, data.subarray(dot + 3), done);
      }
      if (second === DOT) {
        pieces.push(data.subarray(start, dot));
        start = dot + 1;
      }
      dot = nextDot(data, dot + 1);
    }
    // what may be the start of a dot line waits for the bytes to come
    const end = dot >= 0 ? dot : data.length;
    const kept = Math.max(start, dot > 0 ? dot - 2 : dot === 0 ? 0 : end - unfinished(data, end));
    pieces.push(data.subarray(start, kept));
    if (kept < data.length) this._lastBytes = Buffer.from(data.subarray(kept));
    pass(this, Buffer.concat(pieces), done);
  };
}

/** The position of the next dot behind a CR LF, or -1. */
function nextDot(data: Buffer, from: number): number {
  const found = data.indexOf(LINE_START, from);
  return found < 0 ? -1 : found + 2;
}

/** How many bytes at the end could be the first of CR LF dot. */
function unfinished(data: Buffer, end: number): number {
  if (data[end - 1] === CR) return 1;
  return data[end - 2] === CR && data[end - 1] === LF ? 2 : 0;
}

function pass(parser: SMTPStream, bytes: Buffer, done: () => void): void {
  const stream = parser._dataStream;
  if (bytes.length) parser._countDataBytes(bytes.length);
  if (!bytes.length || !stream?.writable || stream.write(bytes)) {
    done();
    return;
  }
  const goOn = () => {
    stream.off('drain', goOn);
    stream.off('close', goOn);
    done();
  };
  // a stream that was given up never drains, it only closes
  stream.once('drain', goOn);
  stream.once('close', goOn);
}
