import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../local/cloud/certificates.ts';
import { listenOnLoopback } from '../../local/simulator/listen-on-loopback.ts';
import { trust } from './support/trust.ts';

let folder: string;
let made: Certificates;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  made = await makeCertificates(join(folder, 'certificates'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the certificates of the embedded cloud', () => {
  it('serve localhost and 127.0.0.1 to whoever trusts the authority, and to nobody else', async () => {
    const server = createServer(made, (_request, response) => response.end('hello'));
    const { port, stop } = await listenOnLoopback(server, 0);
    await expect(fetch(`https://localhost:${port}`)).rejects.toThrow();
    trust(made.ca);
    expect(await (await fetch(`https://localhost:${port}`)).text()).toBe('hello');
    expect(await (await fetch(`https://127.0.0.1:${port}`)).text()).toBe('hello');
    await stop();
  });

  it('of two embedded clouds can be trusted side by side', async () => {
    const other = await makeCertificates(join(folder, 'other'));
    trust(other.ca);
    for (const certificates of [made, other]) {
      const { port, stop } = await listenOnLoopback(
        createServer(certificates, (_request, response) => response.end('hello')),
        0,
      );
      expect((await fetch(`https://localhost:${port}`)).status).toBe(200);
      await stop();
    }
  });

  it('are reused by the next start', async () => {
    expect(await makeCertificates(join(folder, 'certificates'))).toEqual(made);
  });

  it('are made anew when a part is missing or belongs to others', async () => {
    const damaged = join(folder, 'damaged');
    const { key } = await makeCertificates(damaged);
    await writeFile(join(damaged, 'ca.pem'), made.ca);
    const again = await makeCertificates(damaged);
    expect(again.key).not.toBe(key);
    expect(new X509Certificate(again.cert).verify(new X509Certificate(again.ca).publicKey)).toBe(true);
  });

  it("keep the key readable by its owner only, and the authority's key nowhere", async () => {
    expect((await stat(join(folder, 'certificates', 'server-key.pem'))).mode & 0o777).toBe(0o600);
    expect(await readFile(made.caFile, 'utf8')).not.toContain('PRIVATE');
  });
});
