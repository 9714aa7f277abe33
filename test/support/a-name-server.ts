import { createSocket } from 'node:dgram';
import { promises as dns } from 'node:dns';
import { once } from 'node:events';
import type { ResolveName } from '../../shared/adapters/net/dialer.ts';

/** IPv4 addresses of each name, one list for each question; the last one stays. */
type Answers = Record<string, string[][]>;

/**
 * A name server on loopback that knows only these names, and a resolver that asks nothing but it.
 * `asked` has each question for an IPv4 address.
 */
export async function aNameServer(answers: Answers) {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => socket.send(answerTo(query), from.port, from.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');

  /** RFC 1035 4.1: the question again, and for each address an A record that points to its name. */
  function answerTo(query: Buffer): Buffer {
    const end = query.indexOf(0, 12) + 5;
    const name = nameIn(query);
    const addresses = query.readUInt16BE(end - 4) === 1 ? addressesOf(name) : [];
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(name in answers ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(addresses.length, 6);
    header.fill(0, 8);
    const records = addresses.map((address) => Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]));
    return Buffer.concat([header, query.subarray(12, end), ...records]);
  }
  function addressesOf(name: string): string[] {
    asked.push(name);
    const lists = answers[name] ?? [];
    return (lists.length > 1 ? lists.shift() : lists[0]) ?? [];
  }

  const resolver = new dns.Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  const resolveName: ResolveName = async (name) => (await resolver.resolve4(name)).map((address) => ({ address, family: 4 }));
  return { asked, resolveName, stop: () => new Promise<void>((done) => socket.close(() => done())) };
}

function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query[at]; at += 1 + (query[at] ?? 0)) labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)));
  return labels.join('.');
}
