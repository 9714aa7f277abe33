import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** TXT records by name; null: the server fails (SERVFAIL). What is not there is NXDOMAIN. */
export type TxtRecords = Record<string, string[] | null>;

const noSuchName = 3;
const serverFailure = 2;

/** A name server on loopback (RFC 1035) that knows TXT records; `asked`: the names, in order. */
export async function startDnsServer(records: TxtRecords) {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { address, port }) => {
    const { name, end } = questionIn(query);
    asked.push(name);
    const found = records[name];
    socket.send(
      answerTo(query.subarray(0, end), found ?? [], found === undefined ? noSuchName : found === null ? serverFailure : 0),
      port,
      address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

/** The name that is asked for, and where the question ends. */
function questionIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

function answerTo(question: Buffer, texts: string[], code: number): Buffer {
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(texts.length, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  const answers = texts.map((text) => {
    const parts = text.match(/.{1,255}/gs) ?? [''];
    const data = Buffer.concat(parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part, 'latin1')])));
    // the name of the question, TXT, IN, 60 s
    const head = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, question.subarray(12), ...answers]);
}
