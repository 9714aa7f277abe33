import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Credentials } from '../../domain/mailboxes/login.ts';
import type { Dialer } from '../net/dialer.ts';
import type { CheckServerIdentity } from '../net/shown-certificate.ts';
import { trusting } from '../net/trusting.ts';
import { channelBindings } from './channel-bindings.ts';
import { authenticateMessage, negotiateMessage, parseChallenge } from './ntlm.ts';
import { type PostAnswer, postXml } from './post-xml.ts';

/**
 * What opens the mailbox: asked for once, and once more (`fresh`) when the server refused what it
 * gave: it may have been kept, and changed since.
 */
export type EwsLogin = (fresh: boolean) => Promise<Credentials>;

export type SessionOptions = {
  user: string;
  /** How a password is proven: by a challenge, or as it is. */
  passwordBy: 'ntlm' | 'basic';
  login: EwsLogin;
  /** Makes its connections. */
  dialer: Dialer;
  /** A certificate authority to trust instead of Node's (PEM). */
  certificateAuthority?: string | undefined;
  /** Node's check of the server's name, or one around it. */
  checkServerIdentity?: CheckServerIdentity;
  headers: Record<string, string>;
  timeoutMs: number;
};

/** One connection to one server, on which one request at a time goes out, signed in. */
export type EwsSession = {
  /** @throws an Error with the code of the system, of Node or of OpenSSL, or what `login` throws */
  post(body: string, maxBytes: number): Promise<PostAnswer>;
  /** Everything that must not be told, as far as it is known by now. */
  secrets(): string[];
  close(): void;
};

/** The connection was another one than that on which the login had begun. */
class ConnectionChanged extends Error {
  override name = 'ConnectionChanged';
  readonly code = 'ECONNRESET';
}
const maxHandshakes = 3;
/** Answers that are no answers of Exchange: pages that tell of a refusal. */
const maxRefusalBytes = 64 * 1024;

/**
 * NTLM proves who asks for a connection, not for a request: all requests go over one, one after the
 * other, and when it was closed the next begins with the proof. Every operation that is asked for
 * here may be done twice, so one that a closed connection swallowed is sent once more.
 */
export function openSession(url: URL, options: SessionOptions): EwsSession {
  const { user, passwordBy, login, dialer, certificateAuthority, headers, timeoutMs } = options;
  const identity = options.checkServerIdentity && { checkServerIdentity: options.checkServerIdentity };
  const agent = dialer.agent({ keepAlive: true, maxSockets: 1, ...trusting(certificateAuthority), ...identity }, url.protocol);
  let credentials: Credentials | null = null;
  let proven: Socket | null = null;
  let scheme: 'NTLM' | 'Negotiate' = 'NTLM';
  let last: Promise<unknown> = Promise.resolve();

  const send = (authorization: string | null, body: string, maxBytes: number, onSocket?: (socket: Socket) => void) =>
    postXml(url, {
      headers: authorization === null ? headers : { ...headers, Authorization: authorization },
      ...{ body, agent, maxBytes, timeoutMs },
      ...(onSocket && { onSocket }),
    });
  const sendOver = (wanted: Socket | null, authorization: string | null, body: string, maxBytes: number) =>
    send(authorization, body, maxBytes, (socket) => {
      if (socket !== wanted) throw new ConnectionChanged('the connection was closed while the login was under way');
    });

  const proveByNtlm = async (password: string, body: string, maxBytes: number): Promise<PostAnswer> => {
    let socket: Socket | null = null;
    const begun = await send(`${scheme} ${negotiateMessage().toString('base64')}`, '', maxRefusalBytes, (used) => {
      socket = used;
    });
    const offered = begun.status === 401 ? (begun.headers['www-authenticate'] ?? '') : '';
    if (scheme === 'NTLM' && /\bNegotiate\b/.test(offered) && !/\bNTLM\b/.test(offered)) {
      // Windows takes the same messages there, too (RFC 4559 4.2)
      scheme = 'Negotiate';
      return proveByNtlm(password, body, maxBytes);
    }
    const challenge = challengeIn(offered, scheme);
    if (!challenge) return begun;
    const message = authenticateMessage({
      ...{ challenge, user, password, clientChallenge: randomBytes(8), now: new Date() },
      ...{ targetName: `HTTP/${url.hostname}`, channelBindings: bindingsOf(socket) },
    });
    const answer = await sendOver(socket, `${scheme} ${message.toString('base64')}`, body, maxBytes);
    proven = answer.status === 401 ? null : socket;
    return answer;
  };
  const byNtlm = async (password: string, body: string, maxBytes: number): Promise<PostAnswer> => {
    if (proven && !proven.destroyed) {
      const answer = await sendOver(proven, null, body, maxBytes).catch(passingOverLost);
      if (answer && answer.status !== 401) return answer;
      proven = null;
    }
    for (let handshakes = 1; ; handshakes += 1) {
      const answer = await proveByNtlm(password, body, maxBytes).catch((error: unknown) => {
        if (handshakes >= maxHandshakes) throw error;
        return passingOverLost(error);
      });
      if (answer) return answer;
    }
  };
  const attempt = async (given: Credentials, body: string, maxBytes: number): Promise<PostAnswer> => {
    if ('password' in given && passwordBy === 'ntlm') return byNtlm(given.password, body, maxBytes);
    const authorization = 'password' in given ? `Basic ${toBasic(user, given.password)}` : `Bearer ${given.accessToken}`;
    return (await send(authorization, body, maxBytes).catch(passingOverLost)) ?? send(authorization, body, maxBytes);
  };
  const post = async (body: string, maxBytes: number): Promise<PostAnswer> => {
    credentials ??= await login(false);
    const answer = await attempt(credentials, body, maxBytes);
    if (answer.status !== 401) return answer;
    const fresh = await login(true);
    // the same once more would only bring the account nearer to being locked
    if (secretIn(fresh) === secretIn(credentials)) return answer;
    credentials = fresh;
    return attempt(fresh, body, maxBytes);
  };

  return {
    post(body, maxBytes) {
      const answer = last.then(() => post(body, maxBytes));
      last = answer.catch(() => {});
      return answer;
    },
    secrets: () => (credentials ? [toBasic(user, secretIn(credentials)), secretIn(credentials)] : []),
    close: () => agent.destroy(),
  };
}

const secretIn = (credentials: Credentials) => ('password' in credentials ? credentials.password : credentials.accessToken);
const toBasic = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64');

/**
 * A server closes connections that were idle for a while, also in the moment of the next request.
 */
function passingOverLost(error: unknown): null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ECONNRESET' || code === 'EPIPE') return null;
  throw error;
}

function challengeIn(offered: string, scheme: string) {
  const [, message] = new RegExp(`\\b${scheme}\\s+([A-Za-z0-9+/]+=*)`).exec(offered) ?? [];
  return message === undefined ? null : parseChallenge(Buffer.from(message, 'base64'));
}

function bindingsOf(socket: Socket | null): Buffer | null {
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined;
  return certificate ? channelBindings(certificate) : null;
}
