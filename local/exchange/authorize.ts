import { timingSafeEqual } from 'node:crypto';
import { Refusal } from '../simulator/refusal.ts';
import type { SimulatedRequest } from '../simulator/routes.ts';
import type { NtlmAcceptor } from './ntlm-acceptor.ts';

/** A way to sign in. */
export type Scheme = 'Negotiate' | 'NTLM' | 'Basic';

/** What is known of a connection: the challenge that it was given, or who has signed in on it. */
type Connection = { serverChallenge: Buffer } | { user: string };

/**
 * Who calls, by Basic for a request or by NTLM for all requests of a connection. Throws a Refusal
 * 401 as Exchange's web server does.
 */
export function authorizer(
  passwords: ReadonlyMap<string, string>,
  ntlm: NtlmAcceptor,
  offered: () => readonly Scheme[],
): (request: SimulatedRequest) => string {
  const connections = new WeakMap<object, Connection>();
  return ({ headers, connection }) => {
    const refuse = (): never => unauthorized(offered().map((one) => (one === 'Basic' ? 'Basic realm="exchange.contoso.example"' : one)));
    const [, named = '', value = ''] = /^(\w+) +(\S+)$/.exec(headers.authorization ?? '') ?? [];
    const scheme = offered().find((one) => one === named);
    const given = Buffer.from(value, 'base64');
    const known = connections.get(connection);
    if (!scheme) return named === '' && known && 'user' in known ? known.user : refuse();
    if (scheme === 'Basic') return byBasic(passwords, given) ?? refuse();
    // with Negotiate, too, Windows takes the messages of NTLM as they are
    if (given[8] === 1) {
      const { message, serverChallenge } = ntlm.challenge();
      connections.set(connection, { serverChallenge });
      return unauthorized([`${scheme} ${message.toString('base64')}`]);
    }
    const user = known && 'serverChallenge' in known ? ntlm.verify(known.serverChallenge, given) : null;
    if (user === null) {
      connections.delete(connection);
      return refuse();
    }
    connections.set(connection, { user });
    return user;
  };
}

function byBasic(passwords: ReadonlyMap<string, string>, given: Buffer): string | null {
  const [user = '', ...rest] = given.toString().split(':');
  const address = user.toLowerCase();
  const password = Buffer.from(passwords.get(address) ?? '');
  const said = Buffer.from(rest.join(':'));
  return password.length > 0 && password.length === said.length && timingSafeEqual(password, said) ? address : null;
}

function unauthorized(offers: string[]): never {
  throw new Refusal(401, '', { 'www-authenticate': offers.join(', ') });
}
