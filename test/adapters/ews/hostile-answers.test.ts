import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../../local/cloud/certificates.ts';
import { ewsSource } from '../../../shared/adapters/ews/ews-source.ts';
import { takeOutMime } from '../../../shared/adapters/ews/take-out-mime.ts';
import { elementAt, escapeXml, parseXml, textAt } from '../../../shared/adapters/ews/xml.ts';
import type { MailSourceError } from '../../../shared/errors.ts';
import { anAnsweringServer } from '../../support/an-answering-server.ts';
import { ewsMailbox } from '../../support/ews-mailbox.ts';
import { loopbackDialer } from '../../support/loopback-dialer.ts';

/** What a server, or somebody who poses as one, may answer. */

const password = 'Sommer2026!&<"';
const noFolder = { dialer: loopbackDialer, mailBytes: 100_000, findUrl: () => Promise.reject(new Error('it has an address')) };
const soap = (body: string) => `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;
const message = (operation: string, content: string) =>
  soap(
    `<m:${operation}Response><m:ResponseMessages><m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${content}</m:${operation}ResponseMessage></m:ResponseMessages></m:${operation}Response>`,
  );

let folder: string;
let certificates: Certificates;
let server: Awaited<ReturnType<typeof anAnsweringServer>> | null = null;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  certificates = await makeCertificates(folder);
});
afterEach(async () => {
  await server?.stop();
  server = null;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What reading a mail, and listing the folder, fail with when the server answers like this. */
async function failuresOf(answer: (response: ServerResponse) => void, more: Parameters<typeof ewsMailbox>[1] = {}) {
  server = await anAnsweringServer(certificates, answer);
  const mailbox = ewsMailbox(`${server.url}/EWS/Exchange.asmx`, { passwordBy: 'basic', ...more });
  const source = ewsSource(mailbox, async () => ({ password }), { ...noFolder, certificateAuthority: certificates.ca, timeoutMs: 1500 });
  const failed = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail('it must fail'),
      (error: MailSourceError) => error,
    );
  try {
    const read = await failed(source.rawMail('AAMk'));
    const listed = await failed(source.newMails(null, { mailBytes: 100_000, setAside: null })[Symbol.asyncIterator]().next());
    for (const { message: told } of [read, listed]) {
      expect(told).not.toContain(password);
      expect(told).not.toContain('Sommer');
      expect(told).not.toContain(Buffer.from(`CONTOSO\\exchange:${password}`).toString('base64'));
    }
    return { read, listed };
  } finally {
    await source.close();
  }
}

const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`;

describe('a server that answers with', () => {
  it.each([
    ['a DOCTYPE', `<!DOCTYPE s:Envelope SYSTEM "https://elsewhere.example/x.dtd">${message('GetItem', '')}`],
    ['entities that grow', `<?xml version="1.0"?>${bomb}${message('GetItem', '<m:Items>&c;</m:Items>')}`],
    ['an entity that reads a file', `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${soap('&f;')}`],
    ['elements within elements, 10,000 deep', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`],
    ['a page for people', '<html><body>Sign in to the proxy</body></html>'],
    ['half an answer', message('GetItem', '').slice(0, 100)],
    ['nothing', ''],
    ['bytes of UTF-16, behind which a DOCTYPE hides', Buffer.from(`\ufeff${bomb}${soap('')}`, 'utf16le')],
    ['an answer to something else', soap('<m:ResolveNamesResponse/>')],
    ['names that objects have by themselves', soap('<m:__proto__><m:constructor/></m:__proto__>')],
  ])('%s is told that this is not EWS, and nothing of it is used', async (_, body) => {
    const { read, listed } = await failuresOf((response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(body));
    expect([read.failure, listed.failure]).toEqual(['protocol', 'protocol']);
  });

  it('an answer of 100 MB is cut off, announced or not', async () => {
    for (const announced of [true, false]) {
      let sent = 0;
      const { read, listed } = await failuresOf((response) => {
        response.writeHead(200, announced ? { 'content-length': String(100 * 1024 * 1024) } : {});
        const chunk = Buffer.alloc(64 * 1024, 0x20);
        const send = () => {
          while (sent < 2 * 100 * 1024 * 1024 && !response.destroyed && response.write(chunk)) sent += chunk.length;
          if (!response.destroyed) response.once('drain', send);
        };
        send();
      });
      expect([read.failure, listed.failure]).toEqual(['too-large', 'protocol']);
      expect(sent).toBeLessThan(30 * 1024 * 1024);
      await server?.stop();
    }
  });

  it('nothing, for longer than one waits, or a few bytes now and then, is not reached', async () => {
    const silent = await failuresOf(() => {});
    expect([silent.read.failure, silent.listed.failure]).toEqual(['unreachable', 'unreachable']);
    await server?.stop();
    const trickling = await failuresOf((response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.once('close', () => clearInterval(timer));
    });
    expect([trickling.read.failure, trickling.listed.failure]).toEqual(['unreachable', 'unreachable']);
  });

  it('the password that it was sent, as a reason, has it taken out', async () => {
    const fault = soap(
      `<s:Fault><faultcode>a:ErrorAccessDenied</faultcode><faultstring>No: ${escapeXml(password)} ${Buffer.from(`CONTOSO\\exchange:${password}`).toString('base64')}</faultstring><detail><ResponseCode>ErrorAccessDenied</ResponseCode></detail></s:Fault>`,
    );
    const { read } = await failuresOf((response) => response.writeHead(500).end(fault));
    expect(read).toMatchObject({
      failure: 'login-refused',
      message: expect.stringContaining('(ErrorAccessDenied: No: *** ***). Give the account full access'),
    });
  });

  it('a redirect gets no password: it is told where it leads', async () => {
    const { read } = await failuresOf((response) =>
      response.writeHead(302, { location: 'https://elsewhere.example/EWS/Exchange.asmx' }).end(),
    );
    expect(read).toMatchObject({
      failure: 'protocol',
      message: expect.stringMatching(/it leads to elsewhere\.example\)\. A redirect is not followed/),
    });
    expect(server?.asked.map(({ path }) => path)).toEqual(['/EWS/Exchange.asmx', '/EWS/Exchange.asmx']);
  });

  it('the page that it has always just given, for ever, ends the visit', async () => {
    const page = message(
      'SyncFolderItems',
      '<m:SyncState>AAA=</m:SyncState><m:IncludesLastItemInRange>false</m:IncludesLastItemInRange><m:Changes/>',
    );
    const inbox = message('GetFolder', '<m:Folders><t:Folder><t:FolderId Id="AAA"/></t:Folder></m:Folders>');
    let calls = 0;
    const { listed } = await failuresOf((response) => response.end(++calls === 2 ? inbox : page));
    expect(listed).toMatchObject({ failure: 'protocol', message: expect.stringContaining('the next page is this one again') });
    expect(calls).toBe(4);
  });
});

describe('a server that takes tokens', () => {
  it('gets one, and the next when that was refused, each with the mailbox that the request is for', async () => {
    const mail = message('GetItem', '<m:Items><t:Message><t:MimeContent>bWFpbA==</t:MimeContent></t:Message></m:Items>');
    server = await anAnsweringServer(certificates, (response, { headers }) =>
      headers.authorization === 'Bearer second' ? response.end(mail) : response.writeHead(401).end(),
    );
    const login = async (fresh: boolean) => ({ accessToken: fresh ? 'second' : 'first' });
    const deps = { ...noFolder, certificateAuthority: certificates.ca };
    const source = ewsSource(ewsMailbox(server.url), login, deps);
    expect(String(await source.rawMail('AAMk'))).toBe('mail');
    const anchor = 'exchange@contoso.example';
    expect(server.asked).toEqual(['first', 'second'].map((token) => ({ path: '/', authorization: `Bearer ${token}`, anchor })));
    await source.close();
  });
});

describe('XML', () => {
  it('is read without its prefixes; texts stay texts, and the entities of XML are signs', () => {
    const xml = parseXml('<m:a xmlns:m="x"><t:n Id="0012">&lt;1&gt; &amp; &#8364;&#x20ac; &amp;#60;</t:n></m:a>');
    expect([textAt(xml, 'a', 'n'), textAt(xml, 'a', 'n', '@Id')]).toEqual(['<1> & €€ &#60;', '0012']);
    expect(elementAt(xml, 'a', 'toString')).toBeUndefined();
  });

  it('is written so that what it holds stays text', () => {
    const text = `"Müller" <o'brien> & Söhne\u0000\u000b\ud800 😀`;
    const written = parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
    const kept = `"Müller" <o'brien> & Söhne\ufffd 😀`;
    expect([textAt(written, 'a', '@b'), textAt(written, 'a')]).toEqual([kept, kept]);
  });

  it('is read without the mail in it, which would take the parser half a minute', () => {
    const mail = Buffer.alloc(36 * 1024 * 1024, 'mail ');
    const answer = Buffer.from(`<a><t:MimeContent CharacterSet="UTF-8">${mail.toString('base64')}</t:MimeContent><b>1</b></a>`);
    const { xml, mime } = takeOutMime(answer);
    expect(xml.toString()).toBe('<a><t:MimeContent CharacterSet="UTF-8"></t:MimeContent><b>1</b></a>');
    expect(mime?.equals(mail)).toBe(true);
  });
});
