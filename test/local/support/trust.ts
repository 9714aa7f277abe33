import tls from 'node:tls';

/**
 * Makes this thread's https and fetch trust one more authority, as NODE_EXTRA_CA_CERTS does for a
 * process that starts. The official SDKs then run inside the test.
 */
export function trust(ca: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca]);
}
