import { connect as tlsConnect } from 'node:tls';
import type { ImapTransport } from 'imapflow';
import type { Dialer } from '../net/dialer.ts';

/** Lets imapflow connect by the dialer; certificates are checked for the name of the host. */
export const imapTransport = (dialer: Dialer): ImapTransport => ({
  connect({ host, port, secure, tls }, onConnect) {
    if (secure) return dialer.connectTls(host, port, tls ?? {}).once('secureConnect', onConnect);
    return dialer.connect(host, port).once('connect', onConnect);
  },
  upgrade: (socket, { host, servername, tls }, onSecure) =>
    tlsConnect({ ...tls, socket, host, ...(servername && { servername }) }, onSecure),
});
