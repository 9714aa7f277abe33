import { subscribe } from 'node:diagnostics_channel';
import { renameSync, writeFileSync } from 'node:fs';

/**
 * Preloaded into the functions process by the benchmark (`--import`): counts every HTTP request
 * that it makes, by host and port, with the announced bytes of the bodies, in the file that
 * REQUEST_COUNTS names.
 */
const counts: Record<string, { requests: number; bytes: number }> = {};
const file = process.env.REQUEST_COUNTS ?? '';
let changed = false;

function count(host: string, bytes: number): void {
  const entry = counts[host] ?? { requests: 0, bytes: 0 };
  counts[host] = entry;
  entry.requests += 1;
  entry.bytes += Number.isFinite(bytes) ? bytes : 0;
  changed = true;
}

subscribe('http.client.request.start', (message) => {
  if (typeof message !== 'object' || message === null || !('request' in message)) return;
  const { request } = message;
  if (typeof request !== 'object' || request === null || !('getHeader' in request) || typeof request.getHeader !== 'function') return;
  count(String(request.getHeader('host')), Number(request.getHeader('content-length') ?? 0));
});

subscribe('undici:request:create', (message) => {
  if (typeof message !== 'object' || message === null || !('request' in message)) return;
  const { request } = message;
  if (typeof request !== 'object' || request === null || !('origin' in request)) return;
  const length = 'contentLength' in request ? Number(request.contentLength ?? 0) : 0;
  count(new URL(String(request.origin)).host, length);
});

// not often, since the time that it takes counts for the mails
setInterval(() => {
  if (!changed) return;
  changed = false;
  writeFileSync(`${file}.new`, JSON.stringify(counts));
  renameSync(`${file}.new`, file);
}, 1000).unref();
