import { createSocket } from 'node:dgram';
import { once } from 'node:events';

type Records = {
  mx?: Record<string, [priority: number, name: string][]>;
  srv?: Record<string, [priority: number, port: number, name: string][]>;
};

const types = { mx: 15, srv: 33 };

/**
 * A name server on loopback that knows these MX and SRV records, and no other name. `silent` are
 * names that it never answers for. `asked` has each question.
 */
export async function aMailNameServer(records: Records, silent: readonly string[] = []) {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const end = query.indexOf(0, 12) + 5;
    const type = query.readUInt16BE(end - 4);
    const name = nameIn(query);
    asked.push(name);
    if (silent.includes(name)) return;
    const answers = rdataOf(records, type, name);
    // RFC 1035 4.1: the question again, then the records, whose names point to it
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(answers.length > 0 ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(answers.length, 6);
    header.fill(0, 8);
    const made = answers.map((rdata) =>
      Buffer.concat([Buffer.from([0xc0, 12]), u16(type), u16(1), u16(0), u16(60), u16(rdata.length), rdata]),
    );
    socket.send(Buffer.concat([header, query.subarray(12, end), ...made]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { asked, server: `127.0.0.1:${socket.address().port}`, stop: () => new Promise<void>((done) => socket.close(() => done())) };
}

function rdataOf({ mx = {}, srv = {} }: Records, type: number, name: string): Buffer[] {
  if (type === types.mx) return (mx[name] ?? []).map(([priority, exchange]) => Buffer.concat([u16(priority), encoded(exchange)]));
  if (type !== types.srv) return [];
  return (srv[name] ?? []).map(([priority, port, target]) => Buffer.concat([u16(priority), u16(0), u16(port), encoded(target)]));
}

const u16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const encoded = (name: string) =>
  Buffer.concat([
    ...name.split('.').flatMap((label) => (label ? [Buffer.from([label.length]), Buffer.from(label)] : [])),
    Buffer.from([0]),
  ]);

function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query[at]; at += 1 + (query[at] ?? 0)) labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)));
  return labels.join('.').toLowerCase();
}
