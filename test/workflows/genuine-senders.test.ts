import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * A client answers with the number of the ticket alone. Whatever provider has the mailbox, its
 * verdict is understood and the answer joins.
 */

/**
 * The header of a delivered mail from the top, as each provider writes it, and the mailbox's
 * trusted systems (null: none are set).
 */
type Provider = { kind?: 'graph'; trustedServers: string[] | null; from?: string; header: string[] };

const received = (from: string, by: string, more = '') => `Received: from ${from} by ${by} ${more}; Mon, 02 Nov 2026 08:00:00 +0000`;
const sending = 'mail.fabrikam.example (mail.fabrikam.example [192.0.2.10])';

const providers: Record<string, Provider> = {
  'Exchange Online, from outside': {
    kind: 'graph',
    trustedServers: null,
    header: [
      received('AM0PR01MB1.eurprd01.prod.outlook.com (2603::1)', 'DB7PR01MB2.eurprd01.prod.outlook.com', 'with HTTPS'),
      received('DB5EUR01FT010.eop-EUR01.prod.protection.outlook.com', 'AM0PR01CA1.outlook.office365.com', 'with Microsoft SMTP Server'),
      'Authentication-Results: spf=pass (sender IP is 192.0.2.10)\r\n smtp.mailfrom=fabrikam.example; dkim=pass (signature was verified)\r\n header.d=fabrikam.example;dmarc=pass action=none\r\n header.from=fabrikam.example;compauth=pass reason=100',
      'Received-SPF: Pass (protection.outlook.com: domain of fabrikam.example designates 192.0.2.10 as permitted sender)',
      received(sending, 'DB5EUR01FT010.mail.protection.outlook.com', 'with Microsoft SMTP Server'),
    ],
  },
  'Exchange Online, no DMARC record, as it wrote it before': {
    kind: 'graph',
    trustedServers: null,
    header: [
      'Authentication-Results: spf=pass (sender IP is 192.0.2.10) smtp.mailfrom=fabrikam.example; contoso.example; dkim=none (message not signed) header.d=none;contoso.example; dmarc=bestguesspass action=none header.from=fabrikam.example;',
    ],
  },
  'Exchange Online, named': {
    kind: 'graph',
    trustedServers: null,
    header: ['Authentication-Results: contoso.mail.protection.outlook.com; dkim=pass header.d=fabrikam.example; dmarc=none'],
  },
  'Exchange Online, forwarded through a trusted ARC sealer': {
    kind: 'graph',
    trustedServers: null,
    header: [
      'Authentication-Results: spf=fail (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.example; dkim=fail (body hash did not verify) header.d=fabrikam.example;dmarc=fail action=none header.from=fabrikam.example;compauth=pass reason=130;arc=pass',
    ],
  },
  'Exchange Online, within the organisation': {
    kind: 'graph',
    trustedServers: null,
    from: 'colleague@contoso.example',
    header: [
      received('AM0PR01MB1.eurprd01.prod.outlook.com (2603::1)', 'DB7PR01MB2.eurprd01.prod.outlook.com', 'with HTTPS'),
      received('AM0PR01MB1.eurprd01.prod.outlook.com ([fe80::1])', 'AM0PR01MB1.eurprd01.prod.outlook.com', 'with mapi'),
      'Authentication-Results: dkim=none (message not signed)\r\n header.d=none;dmarc=none action=none header.from=contoso.example;',
      'X-MS-Exchange-Organization-AuthAs: Internal',
    ],
  },
  'Exchange Online behind Mimecast': {
    kind: 'graph',
    trustedServers: ['relay.mimecast.com'],
    header: [
      received('DB5EUR01FT010.eop-EUR01.prod.protection.outlook.com', 'AM0PR01CA1.outlook.office365.com'),
      'Authentication-Results: spf=fail (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.example; dkim=fail (body hash did not verify) header.d=fabrikam.example;dmarc=fail action=oreject header.from=fabrikam.example;compauth=fail reason=000',
      received('eu-smtp-1.mimecast.com', 'DB5EUR01FT010.mail.protection.outlook.com'),
      'Authentication-Results: relay.mimecast.com;\r\n dkim=pass header.d=fabrikam.example header.s=s1 header.b=AbC/+1=;\r\n dmarc=pass (policy=reject) header.from=fabrikam.example;\r\n spf=pass (relay.mimecast.com: domain of alice@fabrikam.example designates 192.0.2.10 as permitted sender) smtp.mailfrom=alice@fabrikam.example',
      received(sending, 'relay.mimecast.com', 'with ESMTP with STARTTLS'),
    ],
  },
  'a provider behind Barracuda': {
    trustedServers: ['*.ess.barracuda.example'],
    header: [
      received('in1.ess.barracuda.example', 'mx.provider.example'),
      'Authentication-Results: in1.ess.barracuda.example; spf=pass smtp.mailfrom=alice@fabrikam.example; dkim=none; dmarc=pass header.from=fabrikam.example',
      received(sending, 'in1.ess.barracuda.example'),
    ],
  },
  Gmail: {
    trustedServers: ['mx.google.com'],
    header: [
      received('x', '2002:a05:7010:1::1', 'with SMTP id 1'),
      'ARC-Authentication-Results: i=1; mx.google.com; dmarc=pass header.from=fabrikam.example',
      received(sending, 'mx.google.com', 'with ESMTPS'),
      'Received-SPF: pass (google.com: domain of alice@fabrikam.example designates 192.0.2.10 as permitted sender)',
      'Authentication-Results: mx.google.com;\r\n       dkim=pass header.i=@fabrikam.example header.s=s1 header.b="a/B+c=";\r\n       spf=pass (google.com: domain of alice@fabrikam.example designates 192.0.2.10 as permitted sender) smtp.mailfrom=alice@fabrikam.example;\r\n       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=fabrikam.example',
    ],
  },
  Fastmail: {
    trustedServers: ['*.messagingengine.com'],
    header: [
      received('compute1.internal (compute1.nyi.internal [10.0.0.1])', 'sloti1n1.internal', '(Cyrus) with LMTPA'),
      received('phl-mx-07.messagingengine.com ([10.0.0.2])', 'compute1.internal (MEProxy)'),
      'Authentication-Results: phl-mx-07.messagingengine.com;\r\n    arc=none (no signatures found);\r\n    dkim=pass (2048-bit rsa key sha256) header.d=fabrikam.example header.i=@fabrikam.example header.b=AbC header.a=rsa-sha256 header.s=s1 x-bits=2048;\r\n    dmarc=pass policy.published-domain-policy=none policy.evaluated-disposition=none (p=none,d=none) policy.policy-from=p header.from=fabrikam.example;\r\n    iprev=pass smtp.remote-ip=192.0.2.10 (mail.fabrikam.example);\r\n    spf=pass smtp.mailfrom=alice@fabrikam.example smtp.helo=mail.fabrikam.example',
      received(sending, 'phl-mx-07.messagingengine.com (Postfix)', 'with ESMTPS'),
    ],
  },
  iCloud: {
    trustedServers: ['dmarc.icloud.com'],
    header: [
      received('p00-icloudmta (p00.apple.com [17.0.0.1])', 'ms1.apple.com'),
      'Authentication-Results: bimi.icloud.com; bimi=skipped reason="insufficient dmarc"',
      'Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=fabrikam.example',
      'Authentication-Results: dkim-verifier.icloud.com; dkim=pass (2048-bit key) header.d=fabrikam.example header.i=@fabrikam.example header.b=AbC',
    ],
  },
  Yahoo: {
    trustedServers: ['*.omega.yahoo.com'],
    header: [
      'Authentication-Results: atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;\r\n dkim=pass header.i=@fabrikam.example header.s=s1;\r\n spf=pass smtp.mailfrom=fabrikam.example;\r\n dmarc=pass(p=NONE,sp=QUARANTINE) header.from=fabrikam.example;',
      received(sending, '10.0.0.1', 'with SMTPs'),
    ],
  },
  Proton: {
    trustedServers: ['*.protonmail.ch'],
    header: [
      'Authentication-Results: mail.protonmail.ch; arc=none smtp.remote-ip=192.0.2.10',
      'Authentication-Results: mail.protonmail.ch; dmarc=pass (p=none dis=none) header.from=fabrikam.example',
      'Authentication-Results: mail.protonmail.ch; spf=pass smtp.mailfrom=fabrikam.example',
      received(sending, 'mailin027.protonmail.ch (Postfix)', 'with ESMTPS'),
    ],
  },
  Zoho: {
    trustedServers: ['mx.zohomail.com'],
    header: [
      'Authentication-Results: mx.zohomail.com;\r\n\tdkim=pass;\r\n\tspf=pass (zohomail.com: domain of fabrikam.example designates 192.0.2.10 as permitted sender)  smtp.mailfrom=alice@fabrikam.example;\r\n\tdmarc=pass(p=none dis=none)  header.from=fabrikam.example',
      received(sending, 'mx.zohomail.com'),
    ],
  },
  'Postfix with rspamd, its field below that of the host': {
    trustedServers: ['mx.desk.example'],
    header: [
      received('mx.desk.example (mx.desk.example [10.0.0.1])', 'imap.desk.example', 'with LMTP'),
      received(sending, 'mx.desk.example (Postfix)', 'with ESMTPS'),
      'Authentication-Results: mx.desk.example;\r\n\tdkim=pass header.d=fabrikam.example header.s=s1 header.b=AbC;\r\n\tspf=pass (mx.desk.example: domain of alice@fabrikam.example designates 192.0.2.10 as permitted sender) smtp.mailfrom=alice@fabrikam.example;\r\n\tdmarc=pass (policy=none) header.from=fabrikam.example',
    ],
  },
  'Postfix with OpenDMARC and OpenDKIM, a field each': {
    trustedServers: ['mx.desk.example'],
    header: [
      'Authentication-Results: mx.desk.example; dmarc=none (p=none dis=none) header.from=fabrikam.example',
      'Authentication-Results: mx.desk.example;\r\n\tdkim=pass reason="2048-bit key; unprotected key" header.d=fabrikam.example header.i=@fabrikam.example header.b=AbC; dkim-adsp=pass',
      received(sending, 'mx.desk.example (Postfix)', 'with ESMTPS'),
    ],
  },
  Exim: {
    trustedServers: ['mx.desk.example'],
    header: [
      received(sending, 'mx.desk.example', 'with esmtps (Exim 4.98)'),
      'Authentication-Results: mx.desk.example;\r\n\tiprev=pass (mail.fabrikam.example) smtp.remote-ip=192.0.2.10;\r\n\tspf=pass smtp.mailfrom=fabrikam.example;\r\n\tdkim=pass header.d=fabrikam.example header.s=s1 header.a=rsa-sha256;\r\n\tdmarc=pass header.from=fabrikam.example;\r\n\tarc=none',
    ],
  },
  'no verdict at all': { trustedServers: [], header: [received(sending, 'mx.desk.example')] },
};

let deployment: Deployment;
const mailboxIdOf = (name: string) => `m${Object.keys(providers).indexOf(name)}`;
beforeAll(async () => {
  deployment = await aDeployment();
  const stored = async (mailboxId: string) => (await deployment.mailboxes.item('mailbox', mailboxId).read()).resource;
  const [graph, imap] = [await stored('support'), await stored('helpdesk')];
  for (const [name, { kind, trustedServers }] of Object.entries(providers)) {
    const mailboxId = mailboxIdOf(name);
    await deployment.mailboxes.items.create({
      ...(kind ? graph : imap),
      mailboxId,
      address: `${mailboxId}@contoso.example`,
      trustedServers,
    });
  }
});
afterAll(() => deployment.stop());

const { unique, ingest, send, sentFor } = aMailFlow(() => deployment);

test.each(Object.entries(providers))('%s', async (name, { header, from = 'alice@fabrikam.example' }) => {
  const delivered = (shape: Parameters<typeof aMail>[0]) =>
    ingest(Buffer.concat([Buffer.from(header.map((line) => `${line}\r\n`).join('')), aMail({ from, ...shape })]), mailboxIdOf(name));
  const opened = await delivered({ messageId: unique(), subject: 'The scanner is broken', cc: 'bob@partner.example' });
  await send(opened.sends);
  const number = opened.trace.ticketNumber;
  expect(sentFor(number)).toMatchObject([{ subject: `[Ticket #${number}] The scanner is broken` }]);
  const reply = await delivered({ messageId: unique(), subject: `AW: [Ticket #${number}] The scanner is broken` });
  expect(reply.trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
  const sender = name === 'no verdict at all' ? 'unknown' : 'verified';
  const messages = await deployment.browse.messages(opened.trace.ticketId);
  expect(messages).toMatchObject([{ trust: { sender } }, { trust: { sender }, newcomer: false }]);
  expect((await deployment.browse.ticket(number ?? ''))?.participants.map(({ address }) => address)).toEqual([from, 'bob@partner.example']);
});

test('where nobody vouches, the ticket and the trace of the mail say so', async () => {
  const mailbox = mailboxIdOf('no verdict at all');
  const mail = (subject: string) => aMail({ from: 'dora@fabrikam.example', messageId: unique(), subject });
  const { trace } = await ingest(mail('Hello'), mailbox);
  const reply = await ingest(mail(`Re: [Ticket #${trace.ticketNumber}]`), mailbox);
  const codes = reply.trace.checks.map(({ verdict }) => verdict.code);
  expect(codes).toEqual(expect.arrayContaining(['no-verdict', 'joins-participant-unknown']));
});
