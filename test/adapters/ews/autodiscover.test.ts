import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AutodiscoverOptions, findEwsUrl } from '../../../shared/adapters/ews/autodiscover.ts';
import { keptUrls } from '../../../shared/adapters/ews/kept-urls.ts';
import type { MailSourceError } from '../../../shared/errors.ts';
import { exchangePassword, type LocalExchange, startLocalExchange } from '../../local/support/local-exchange.ts';
import { anAnsweringServer } from '../../support/an-answering-server.ts';
import { ewsMailbox } from '../../support/ews-mailbox.ts';
import { loopbackDialer } from '../../support/loopback-dialer.ts';

/** The servers of these tests are called localhost, so that is the domain of the addresses too. */
const address = 'helpdesk@localhost';

let local: LocalExchange;
let server: Awaited<ReturnType<typeof anAnsweringServer>> | null = null;
beforeAll(async () => {
  local = await startLocalExchange([{ address, password: exchangePassword }]);
  local.exchange.addMailbox(address);
});
afterEach(async () => {
  local.exchange.faults.clear();
  await server?.stop();
  server = null;
});
afterAll(() => local?.end());

const find = (origins: string[], more: Partial<AutodiscoverOptions> = {}) =>
  findEwsUrl({
    ...{ address, user: address, passwordBy: 'ntlm', login: async () => ({ password: exchangePassword }), timeoutMs: 3000 },
    ...{ dialer: loopbackDialer, certificateAuthority: local.certificates.ca, originsOf: () => origins },
    ...more,
  });
const failureOf = (work: Promise<unknown>): Promise<MailSourceError> =>
  work.then(
    () => expect.fail('it must fail'),
    (error: MailSourceError) => error,
  );
const answering = async (answer: (response: ServerResponse) => void) => {
  server = await anAnsweringServer(local.certificates, answer);
  return server;
};
const account = (content: string) =>
  `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response><Account>${content}</Account></Response></Autodiscover>`;

describe('Autodiscover', () => {
  it.each(['ntlm', 'basic'] as const)('tells where EWS is, in plain XML, by %s', async (passwordBy) => {
    expect((await find([local.exchange.url], { passwordBy })).href).toBe(local.exchange.ewsUrl);
  });

  it('tells it by SOAP where there is no plain XML, and by the second server where the first is not there', async () => {
    local.exchange.faults.add({ operation: 'autodiscover.xml', status: 404, times: 2 });
    expect((await find(['https://127.0.0.1:9', local.exchange.url])).href).toBe(local.exchange.ewsUrl);
  });

  it('prefers the address for clients outside', async () => {
    const { url } = await answering((response) => {
      const protocols = ['EXCH', 'EXPR'].map(
        (type) => `<Protocol><Type>${type}</Type><EwsUrl>https://${type}.localhost/ews</EwsUrl></Protocol>`,
      );
      response.end(account(`<Action>settings</Action>${protocols.join('')}`));
    });
    expect((await find([url])).href).toBe('https://expr.localhost/ews');
  });

  it('gets no password on the first contact, and a server of the domain that it leads to is asked', async () => {
    const { url, asked } = await answering((response) =>
      response.writeHead(302, { location: `${local.exchange.url}/autodiscover/autodiscover.xml` }).end(),
    );
    expect((await find([url])).href).toBe(local.exchange.ewsUrl);
    expect(asked).toMatchObject([{ path: '/autodiscover/autodiscover.xml', authorization: undefined }]);
  });

  it.each([
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { location: 'https://elsewhere.example/autodiscover.xml' }).end()],
    [
      'a redirect without TLS',
      (response: ServerResponse) => response.writeHead(302, { location: 'http://localhost/autodiscover.xml' }).end(),
    ],
    [
      'an address of EWS',
      (response: ServerResponse) =>
        response.end(account('<Protocol><Type>EXPR</Type><EwsUrl>https://mail.elsewhere.example/ews</EwsUrl></Protocol>')),
    ],
    [
      'a redirectUrl',
      (response: ServerResponse) =>
        response.end(account('<Action>redirectUrl</Action><RedirectUrl>https://elsewhere.example/x</RedirectUrl>')),
    ],
    [
      'a redirectAddr',
      (response: ServerResponse) =>
        response.end(account('<Action>redirectAddr</Action><RedirectAddr>helpdesk@elsewhere.example</RedirectAddr>')),
    ],
    [
      'the domain above',
      (response: ServerResponse) => response.writeHead(302, { location: 'https://autodiscover.example/autodiscover.xml' }).end(),
    ],
  ])('that leads out of the domain, by %s, is not followed: the admin enters the address', async (_, answer) => {
    const { url, asked } = await answering(answer);
    const error = await failureOf(find([url, local.exchange.url]));
    expect(error).toMatchObject({
      failure: 'protocol',
      message: expect.stringMatching(/leads helpdesk@localhost out of its domain.*enter it/),
    });
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('that leads to Exchange Online says what to do instead', async () => {
    const { url } = await answering((response) =>
      response.writeHead(302, { location: 'https://autodiscover-s.outlook.com/autodiscover/autodiscover.xml' }).end(),
    );
    expect((await failureOf(find([url]))).message).toMatch(
      /leads helpdesk@localhost to autodiscover-s\.outlook\.com\. Exchange Online closed EWS.*kind "graph"/,
    );
  });

  it('that leads in a circle, or to nothing, has not found it', async () => {
    const circle = await answering((response) => response.writeHead(302, { location: `${server?.url}/again` }).end());
    expect((await failureOf(find([circle.url]))).message).toMatch(/did not find EWS for helpdesk@localhost/);
    expect(circle.asked.length).toBeLessThan(10);
    await circle.stop();
    const empty = await answering((response) => response.end(account('<Action>settings</Action>')));
    expect((await failureOf(find([empty.url]))).message).toMatch(/Enter the address of EWS/);
  });

  it('that refuses the password is not tried a second way', async () => {
    const before = local.exchange.stats().requests;
    const error = await failureOf(find([local.exchange.url], { login: async () => ({ password: 'wrong one' }) }));
    expect(error.failure).toBe('login-refused');
    expect(error.message).not.toContain('wrong one');
    // one without a password, and the two of NTLM
    expect(local.exchange.stats().requests - before).toBe(3);
  });

  it('with a certificate that is not trusted gets nothing', async () => {
    const { url, asked } = await answering((response) => response.end());
    const error = await failureOf(find([url], { certificateAuthority: undefined }));
    expect([error.failure, asked]).toEqual(['certificate', []]);
  });

  it('is asked once an hour; what failed, the next time', async () => {
    let [now, asked] = [0, 0];
    const answers = [
      Promise.reject(new Error('out')),
      Promise.resolve(new URL('https://one.example')),
      Promise.resolve(new URL('https://two.example')),
    ];
    const urlOf = keptUrls(
      () => now,
      loopbackDialer,
      () => answers[asked++] ?? expect.fail('too often'),
    );
    const ask = async () => (await urlOf(ewsMailbox(null), async () => ({ password: '' }))).host;
    await expect(ask()).rejects.toThrow('out');
    expect([await ask(), await ask()]).toEqual(['one.example', 'one.example']);
    now = 3_600_000;
    expect(await ask()).toBe('two.example');
  });
});
