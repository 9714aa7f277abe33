import { promises as dns, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import { isIP, type LookupFunction, connect as netConnect, Socket } from 'node:net';
import { type ConnectionOptions, TLSSocket, connect as tlsConnect } from 'node:tls';
import { AddressRefused } from './address-refused.ts';
import { parseHost } from './host-name.ts';
import { isAllowedAddress } from './is-allowed-address.ts';
import type { AllowedNetwork } from './network.ts';

/** All addresses of a name; those of the system's resolver unless said otherwise (tests). */
export type ResolveName = (name: string) => Promise<LookupAddress[]>;

/**
 * Makes the connections to hosts that somebody typed, or that such a host leads to. A name is
 * resolved once for each connection, all its addresses are checked, and it is they that are
 * connected to, so that no other answer can come in between. TLS still checks the name.
 */
export type Dialer = {
  /**
   * The addresses of a host that may be connected to on this port.
   *
   * @throws AddressRefused, or what the resolver throws (ENOTFOUND, EAI_AGAIN)
   */
  resolve(host: string, port: number): Promise<LookupAddress[]>;
  /** Connects; what is refused, and whatever else fails, is the socket's `error`. */
  connect(host: string, port: number): Socket;
  /** The same with TLS from the first byte, for the name of the host. */
  connectTls(host: string, port: number, options: ConnectionOptions): TLSSocket;
  /** Gives an agent of Node whose connections are made so. */
  agent(options: AgentOptions, protocol?: string): HttpAgent | HttpsAgent;
};

const maxAddresses = 20;
const systemResolver: ResolveName = (name) => dns.lookup(name, { all: true, order: 'verbatim' });

/** A dialer that also connects to the private networks in `allowed`. */
export function dialer(allowed: readonly AllowedNetwork[], resolveName: ResolveName = systemResolver): Dialer {
  const resolve = async (host: string, port: number): Promise<LookupAddress[]> => {
    const known = parseHost(host);
    if (known === null) throw new AddressRefused();
    const family = isIP(known);
    const addresses = family ? [{ address: known, family }] : (await resolveName(known)).slice(0, maxAddresses);
    // one that is refused among others is the sign of an attack, or of a mistake in the DNS
    if (addresses.length === 0 || !addresses.every(({ address }) => isAllowedAddress(address, port, allowed))) throw new AddressRefused();
    return addresses;
  };
  /** What Node asks for the addresses of a name; it does not ask for those that are addresses. */
  const lookupFor =
    (port: number): LookupFunction =>
    (host, options, answer) => {
      resolve(host, port).then(
        (addresses) => {
          const [first] = addresses;
          if (options.all) answer(null, addresses);
          else answer(null, first?.address ?? '', first?.family ?? 0);
        },
        (error: Error) => answer(error, []),
      );
    };
  /** Why Node, which would connect to this without a question, must not. */
  const refusalOf = (host: string, port: number): AddressRefused | null => {
    const known = parseHost(host);
    return known === null || (isIP(known) && !isAllowedAddress(known, port, allowed)) ? new AddressRefused() : null;
  };

  const connect = (host: string, port: number): Socket => {
    const refusal = refusalOf(host, port);
    return refusal ? new Socket().destroy(refusal) : netConnect({ host: parseHost(host) ?? '', port, lookup: lookupFor(port) });
  };
  const connectTls: Dialer['connectTls'] = (host, port, options) => {
    const refusal = refusalOf(host, port);
    if (refusal) return new TLSSocket(new Socket()).destroy(refusal);
    const known = parseHost(host) ?? '';
    return tlsConnect({ ...options, host: known, port, lookup: lookupFor(port), ...(isIP(known) ? {} : { servername: known }) });
  };
  const agent: Dialer['agent'] = (options, protocol = 'https:') => {
    const made = protocol === 'http:' ? new HttpAgent(options) : new HttpsAgent({ minVersion: 'TLSv1.2', ...options });
    const connectUnchecked = made.createConnection.bind(made);
    made.createConnection = (wanted, callback) => {
      const [host, port] = [String(wanted.host ?? ''), Number(wanted.port)];
      const refusal = refusalOf(host, port);
      return refusal ? new Socket().destroy(refusal) : connectUnchecked({ ...wanted, lookup: lookupFor(port) }, callback);
    };
    return made;
  };
  return { resolve, connect, connectTls, agent };
}
