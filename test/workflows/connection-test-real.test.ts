import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '../../local/cloud/certificates.ts';
import { ewsSource } from '../../shared/adapters/ews/ews-source.ts';
import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSource } from '../../shared/adapters/graph/graph-source.ts';
import { imapSource } from '../../shared/adapters/imap/imap-source.ts';
import type { Mailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import type { MailSource } from '../../shared/ports/mail-source.ts';
import { connectionSteps } from '../../shared/workflows/connection-steps.ts';
import type { StepDeps } from '../../shared/workflows/connection-test-deps.ts';
import { exchangePassword, type LocalExchange, startLocalExchange } from '../local/support/local-exchange.ts';
import { type LocalGraph, startLocalGraph, support } from '../local/support/local-graph.ts';
import { aMail } from '../support/a-mail.ts';
import { type Dovecot, isDovecotInstalled, startDovecot } from '../support/dovecot.ts';
import { ewsMailbox } from '../support/ews-mailbox.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer as dialer } from '../support/loopback-dialer.ts';

/** The steps at real servers and the simulators of others. */

const mailBytes = 100_000;

/** How each step ended that was not left out for the one before, and the code of what it said. */
async function outcomeOf(mailbox: Mailbox, openSource: () => MailSource): Promise<Record<string, string>> {
  const deps: StepDeps = {
    now: () => new Date(),
    countAddresses: async () => 1,
    openPort: async () => {},
    agreeOnTls: async () => ({ names: '', until: new Date() }),
    openSource: async () => openSource(),
    webhookUrl: 'https://app.contoso.example/api/graph/notifications',
    callWebhook: async (body) => ({ status: 200, body }),
    senderAddress: () => '',
    send: async () => ({ kind: 'accepted' }),
    signInToSend: async () => ({ kind: 'accepted' }),
    randomSecret: () => 'x'.repeat(32),
  };
  const { steps, close } = connectionSteps(deps, mailbox);
  const outcome: Record<string, string> = {};
  try {
    for (const { step, run } of steps.filter((one) => ['sign-in', 'folder', 'read-message'].includes(one.step))) {
      const { result, said } = await run(AbortSignal.timeout(10_000));
      outcome[step] = `${result} ${said.code}`;
      if (result === 'failed') return outcome;
    }
    return outcome;
  } finally {
    await close();
  }
}
const allPassed = { 'sign-in': 'passed test-signed-in', folder: 'passed test-folder', 'read-message': 'passed test-read' };

describe('Microsoft Graph', () => {
  let local: LocalGraph;
  beforeAll(async () => {
    local = await startLocalGraph();
    await local.graph.deliver(support, aMail());
  });
  beforeEach(() => local.graph.faults.clear());
  afterAll(() => local?.end());
  const tried = (more = {}) => {
    const graph = connectGraph({ url: local.graph.url, token: async () => local.token, timeoutMs: 2000 });
    return outcomeOf(graphMailbox(more), () => graphSource(graphMailbox(more), graph, mailBytes));
  };

  test('that works passes', async () => expect(await tried()).toEqual(allPassed));
  test.each([
    [{ status: 403 }, 'sign-in', 'test-graph-forbidden'],
    [{ status: 401 }, 'sign-in', 'test-graph-token'],
    [{ status: 429, retryAfter: 60 }, 'sign-in', 'test-throttled'],
    [{ dropConnection: true }, 'sign-in', 'test-no-connection'],
    [{ status: 404, body: { error: { code: 'MailboxNotEnabledForRESTAPI', message: 'on premises' } } }, 'folder', 'test-graph-no-rest'],
  ])('that answers with %o fails the step of its own', async (fault, step, code) => {
    local.graph.faults.add({ ...fault, times: 5 });
    expect((await tried())[step]).toBe(`failed ${code}`);
  });
  test('without the folder fails there', async () => {
    expect(await tried({ folders: ['Nowhere'] })).toEqual({
      'sign-in': 'passed test-signed-in',
      folder: expect.stringMatching(/^failed test-no-/),
    });
  });
});

describe('Exchange', () => {
  let local: LocalExchange;
  const user = 'exchange@contoso.example';
  beforeAll(async () => {
    local = await startLocalExchange();
    await local.exchange.deliver(user, aMail());
  });
  afterAll(() => local?.end());
  const tried = (more = {}, password = exchangePassword) => {
    const mailbox = ewsMailbox(local.exchange.ewsUrl, { user, ...more });
    const findUrl = () => Promise.reject(new Error('it has an address'));
    const deps = { mailBytes, dialer, findUrl, certificateAuthority: local.certificates.ca, timeoutMs: 3000 };
    return outcomeOf(mailbox, () => ewsSource(mailbox, async () => ({ password }), deps));
  };

  test('that works passes', async () => expect(await tried()).toEqual(allPassed));
  test.each([
    [{}, 'wrong', 'sign-in', 'test-sign-in-refused'],
    [{ folders: ['Nowhere'] }, exchangePassword, 'folder', 'test-no-folder'],
    [{ access: 'impersonation' }, exchangePassword, 'sign-in', 'test-no-right'],
  ])('set to %o, with the password "%s", fails the %s', async (more, password, step, code) => {
    expect((await tried(more, password))[step]).toBe(`failed ${code}`);
  });
});

describe.runIf(isDovecotInstalled())('Dovecot', () => {
  let folder: string;
  let certificates: Certificates;
  let dovecot: Dovecot;
  const user = 'helpdesk@contoso.example';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
    certificates = await makeCertificates(folder);
    dovecot = await startDovecot({ ...certificates, users: { [user]: 'right' } });
    await dovecot.deliver(user, aMail());
  });
  afterAll(async () => {
    await dovecot?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const tried = (more = {}, password = 'right') => {
    const mailbox = imapMailbox(dovecot.imapsPort, { caCertificate: certificates.ca, ...more });
    return outcomeOf(mailbox, () => imapSource(mailbox, async () => ({ password }), { mailBytes, dialer }));
  };

  test('that works passes', async () => expect(await tried()).toEqual(allPassed));
  test.each([
    [{}, 'wrong', 'sign-in', 'test-sign-in-refused'],
    [{ folders: ['Nowhere'] }, 'right', 'folder', 'test-no-folder'],
    [{ caCertificate: null }, 'right', 'sign-in', 'test-cert-untrusted'],
    [{ port: 1 }, 'right', 'sign-in', 'test-no-connection'],
  ])('set to %o, with the password "%s", fails the %s', async (more, password, step, code) => {
    expect((await tried(more, password))[step]).toBe(`failed ${code}`);
  });
});
