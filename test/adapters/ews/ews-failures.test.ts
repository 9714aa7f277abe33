import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ewsSource } from '../../../shared/adapters/ews/ews-source.ts';
import { refusedLogins } from '../../../shared/adapters/net/refused-logins.ts';
import { exchangePassword } from '../../local/support/local-exchange.ts';
import { aMail } from '../../support/a-mail.ts';
import { ewsMailbox } from '../../support/ews-mailbox.ts';
import { loopbackDialer } from '../../support/loopback-dialer.ts';
import { address, anExchange, failureOf, noUrl, service, subjectsOf, visit } from './an-exchange.ts';

let local: Awaited<ReturnType<typeof anExchange>>;
beforeAll(async () => {
  local = await anExchange();
});
beforeEach(() => {
  local.exchange.protect('allow');
  local.exchange.offer(['Negotiate', 'NTLM', 'Basic']);
  local.exchange.faults.clear();
});
afterAll(() => local?.end());

describe('signing in', () => {
  it.each(['off', 'allow', 'require'] as const)(
    'by NTLM, with Extended Protection %s, once for all requests of a connection',
    async (protection) => {
      local.exchange.protect(protection);
      await local.exchange.deliver(address, aMail({ subject: 'one of many' }));
      const source = local.open();
      const { ids } = await visit(source);
      // 20 at once share the connection, one after the other
      const counted = await local.operations(() => Promise.all(Array.from({ length: 20 }, () => source.rawMail(ids.at(-1) ?? ''))));
      expect(counted).toEqual({ GetItem: 20, requests: 20 });
    },
  );

  it('by the messages of NTLM where the server calls them Negotiate', async () => {
    local.exchange.offer(['Negotiate']);
    local.exchange.protect('require');
    expect((await visit(local.open())).cursor?.kind).toBe('ews');
  });

  it('by Basic where that is not switched on is refused, and what is offered is told', async () => {
    local.exchange.offer(['Negotiate', 'NTLM']);
    const error = await failureOf(visit(local.open({ passwordBy: 'basic', user: address })));
    expect(error).toMatchObject({ failure: 'login-refused', message: expect.stringContaining('(HTTP 401: it offers Negotiate, NTLM)') });
  });

  it('is done again when the server closed the connection, and nothing is lost by that', async () => {
    await local.exchange.deliver(address, aMail({ subject: 'after the break' }));
    for (const passwordBy of ['ntlm', 'basic'] as const) {
      const source = local.open({ passwordBy, user: address });
      const { ids } = await visit(source);
      for (const when of ['before', 'after'] as const) {
        local.exchange.faults.add({ dropConnection: true, when });
        expect(await subjectsOf(source, ids.slice(-1))).toEqual(['after the break']);
      }
    }
  });

  it.each(['ntlm', 'basic'] as const)('by %s with a wrong password is refused, tried once, and says what to check', async (passwordBy) => {
    const source = local.open({ passwordBy, user: address }, ['wrong']);
    const before = local.exchange.stats().requests;
    const error = await failureOf(visit(source));
    expect(error).toMatchObject({
      failure: 'login-refused',
      message: expect.stringMatching(/offers Negotiate, NTLM, Basic.*Extended Protection/),
    });
    expect(error.message).not.toContain('wrong');
    expect(local.exchange.stats().requests - before).toBe(passwordBy === 'ntlm' ? 2 : 1);
  });

  it('is not tried with the same password by all the mails that wait, which would lock the account', async () => {
    let now = 0;
    const refused = refusedLogins(() => now);
    const tries = async (passwords: string[]) => {
      const before = local.exchange.stats().byStatus[401] ?? 0;
      const outcomes = [];
      for (let mail = 1; mail <= 10; mail += 1)
        outcomes.push(await local.open({ passwordBy: 'basic', user: address }, passwords, refused).rawMail('AAMk').then(String, String));
      return { refusals: (local.exchange.stats().byStatus[401] ?? 0) - before, outcomes: new Set(outcomes) };
    };
    const wrong = { refusals: 1, outcomes: new Set([expect.stringMatching(/refused exchange@contoso\.example \(HTTP 401/)]) };
    expect(await tries(['wrong'])).toEqual(wrong);
    // the right one is in Key Vault by now, and the wrong one is still kept here
    expect(await tries(['wrong', exchangePassword])).toEqual({ refusals: 0, outcomes: new Set(['null']) });
    now += 10 * 60_000;
    expect(await tries(['wrong'])).toEqual(wrong);
  });

  it('with a password that was changed meanwhile is done with the new one', async () => {
    expect((await visit(local.open({}, ['old', exchangePassword]))).cursor?.kind).toBe('ews');
  });

  it('with a secret that can not be had says why', async () => {
    const login = () => Promise.reject(new Error('Key Vault is\nout'));
    const source = ewsSource(ewsMailbox(local.exchange.ewsUrl), login, { mailBytes: 1, findUrl: noUrl, dialer: loopbackDialer });
    expect(await failureOf(visit(source))).toMatchObject({
      failure: 'login-refused',
      message: expect.stringContaining('(Key Vault is out)'),
    });
  });
});

describe('the mailbox of another', () => {
  it('is read by who may impersonate, and by who has full access', async () => {
    const impersonated = local.open({ user: service, access: 'impersonation' }, ['of the service']);
    const shared = local.open({ user: 'colleague@contoso.example', access: 'full-access' }, ['of a colleague']);
    const own = await visit(local.open());
    expect(own.ids.length).toBeGreaterThan(0);
    for (const source of [impersonated, shared]) {
      expect((await visit(source)).ids).toEqual(own.ids);
      await source.acknowledge(own.ids.slice(0, 1), { action: 'mark-seen' });
    }
  });

  it.each([
    ['impersonation', 'stranger', 'of a stranger', /ErrorImpersonateUserDenied.*ApplicationImpersonation/],
    ['full-access', 'stranger', 'of a stranger', /ErrorAccessDenied.*full access/],
    ['own', 'service', 'of the service', /ErrorNonExistentMailbox.*check the mailbox's address/],
  ] as const)('by %s is refused to %s, with what to do', async (access, user, password, told) => {
    const error = await failureOf(visit(local.open({ access, user: `CONTOSO\\${user}` }, [password])));
    expect(error).toMatchObject({ failure: 'login-refused', message: expect.stringMatching(told) });
  });
});

describe('a server that is busy', () => {
  it.each([
    ['fault', 4000, 4000],
    ['fault', null, null],
    ['message', 60_000, 60_000],
    ['inner', null, null],
  ] as const)('says so as a %s; the mailbox is left alone for %s ms', async (shape, backOffMs, retryAfterMs) => {
    local.exchange.beBusy(1, { shape, backOffMs });
    expect(await failureOf(visit(local.open({ passwordBy: 'basic', user: address })))).toMatchObject({
      failure: 'throttled',
      retryAfterMs,
    });
  });

  it.each([
    [{ status: 503, retryAfter: 30 }, 'throttled', 30_000],
    [{ status: 503 }, 'throttled', null],
    [{ status: 429 }, 'throttled', null],
    [{ status: 502 }, 'unreachable', null],
    [{ status: 404 }, 'protocol', null],
    [{ status: 403 }, 'login-refused', null],
  ])('or its web server does: %o is %s', async (fault, failure, retryAfterMs) => {
    local.exchange.faults.add(fault);
    expect(await failureOf(visit(local.open({ passwordBy: 'basic', user: address })))).toMatchObject({ failure, retryAfterMs });
  });
});

describe('what can not be had', () => {
  it('a mail that Exchange can not write as MIME is unreadable, and only that one', async () => {
    local.exchange.breakMime('an appointment');
    await local.exchange.deliver(address, aMail({ subject: 'an appointment' }));
    await local.exchange.deliver(address, aMail({ subject: 'a mail' }));
    const source = local.open();
    const [broken = '', whole = ''] = (await visit(source)).ids.slice(-2);
    expect(await failureOf(source.rawMail(broken))).toMatchObject({ failure: 'unreadable' });
    expect(await subjectsOf(source, [whole])).toEqual(['a mail']);
  });

  it('a folder that is not there', async () => {
    const error = await failureOf(visit(local.open({ folders: ['inbox/Nowhere'] })));
    expect(error).toMatchObject({ failure: 'folder-missing', message: expect.stringContaining('"Nowhere" of "inbox/Nowhere"') });
  });

  it('a server whose certificate is not trusted, or is not there, or is Exchange Online', async () => {
    const fails = (url: string) => {
      const source = ewsSource(ewsMailbox(url), async () => ({ password: exchangePassword }), {
        mailBytes: 1,
        findUrl: noUrl,
        dialer: loopbackDialer,
        timeoutMs: 3000,
      });
      return failureOf(visit(source).finally(source.close));
    };
    expect(await fails(local.exchange.ewsUrl)).toMatchObject({ failure: 'certificate' });
    expect(await fails('https://127.0.0.1:9/EWS/Exchange.asmx')).toMatchObject({ failure: 'unreachable' });
    for (const host of ['outlook.office365.com', 'outlook.office.com', 'outlook.office365.us', 'partner.outlook.cn'])
      expect((await fails(`https://${host}/EWS/Exchange.asmx`)).message).toMatch(/closed EWS in October 2026.*kind "graph"/);
  });
});
