import { describe, expect, test } from 'vitest';
import type { BouncedRecipient } from '../../../shared/domain/classify/bounce/bounce-report.ts';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail } from '../../support/a-mail.ts';

/**
 * A bounce that is not about the recipient's address must not mark it dead, or Clara would get no
 * more mail.
 */
const judged = async (status: string, diagnostic: string): Promise<BouncedRecipient | undefined> => {
  const report = `Reporting-MTA: dns; mx.contoso.example\n\nFinal-Recipient: rfc822; clara@client.example\nAction: failed\nStatus: ${status}\nDiagnostic-Code: ${diagnostic}\n`;
  const mail = aMail({
    from: 'MAILER-DAEMON@mx.contoso.example',
    to: 'support@desk.example',
    report: 'delivery-status',
    text: 'Your mail could not be delivered.\n',
    attachments: [
      { type: 'message/delivery-status', content: report },
      { type: 'message/rfc822', content: 'From: support@desk.example\nTo: clara@client.example\nMessage-ID: <t1@desk.example>\n\nDone.\n' },
    ],
  });
  return classify(await parseMail(mail)).bounce?.recipients[0];
};

describe('her address stays good', () => {
  test.each<[string, string, string, string]>([
    [
      'a reply that is only a blocklist’s web address',
      '5.1.3',
      'smtp; 553 http://www.spamhaus.org/query/bl?ip=192.0.2.222',
      'blocked reputation',
    ],
    ['… of a list that only its host names', '5.1.1', 'smtp; 550 5.1.1 https://rbl.lists.example/lookup?192.0.2.222', 'blocked reputation'],
    [
      'a reply that is only some web address',
      '5.1.1',
      'smtp; 550 5.1.1 <clara@client.example> https://mail.client.example/why/42',
      'policy null',
    ],
    [
      'we sent to too many this hour',
      '5.1.1',
      'smtp; 550 5.1.1 <clara@client.example>  - 192.0.2.222 has sent to too many recipients this hour.',
      'blocked rate-limited',
    ],
    ['… per day', '5.1.1', 'smtp; 550 5.1.1 Too many recipients per day from your address', 'blocked rate-limited'],
    [
      'our server’s address is what the sentence is about',
      '5.1.1',
      'smtp; 550 5.1.1 <clara@client.example>: 192.0.2.222 is on our books',
      'blocked rate-limited',
    ],
    ['a defence against guessed addresses', '5.1.1', 'smtp; 550 5.1.1 Too many invalid recipients, go away', 'blocked rate-limited'],
    ['our own domain is said not to exist', '5.0.0', 'smtp; 553 desk.example does not exist', 'policy sender-rejected'],
    ['… a host of it', '5.1.2', 'smtp; 550 5.1.2 mail.desk.example: unknown host', 'policy sender-rejected'],
    ['… has no MX', '5.1.1', 'smtp; 550 5.1.1 Your domain desk.example has no MX record', 'policy sender-rejected'],
    ['our own address is said to be unknown', '5.1.1', 'smtp; 550 5.1.1 <support@desk.example>: User unknown', 'policy sender-rejected'],
    ['553 and words that we do not know', '5.0.0', 'smtp; 553 Sorry, come back tomorrow', 'policy null'],
    ['our server’s name is not found', '5.5.2', 'smtp; 504 5.5.2 <mail>: Helo command rejected: Host not found', 'blocked reverse-dns'],
    [
      'the reverse name of our server is not found',
      '5.7.1',
      'smtp; 554 5.7.1 The PTR record of your host does not exist',
      'blocked reverse-dns',
    ],
    [
      'a name server that answers nonsense',
      '5.4.4',
      'X-Postfix; Name service error for name=client.example type=MX: Malformed or unexpected name server reply',
      'network null',
    ],
    ['a name server that fails', '5.4.312', 'smtp; 550 5.4.312 DNS query failed [Message=ServerFailure]', 'network null'],
    ['a lookup that took too long', '5.4.4', 'smtp; 550 DNS lookup of client.example timed out', 'network null'],
    ['nobody listens at her server', '5.0.0', 'smtp; Deferred: Connection refused by mx.client.example.', 'network null'],
    ['… in other words', '5.0.0', 'smtp; The connection was refused by the remote host', 'network null'],
    [
      'nobody listened for five days',
      '4.4.7',
      'smtp; Deferred: Connection refused by mx.client.example. Message could not be delivered for 5 days',
      'expired null',
    ],
    [
      'the time ran out without a connection (RFC 3463, x.4.7)',
      '4.4.7',
      'smtp; being unable to connect successfully to the destination mail server',
      'expired null',
    ],
  ])('%s', async (_why, status, diagnostic, meaning) => {
    const { reason, detail, hard } = (await judged(status, diagnostic)) ?? {};
    expect({ meaning: `${reason} ${detail}`, hard }).toEqual({ meaning, hard: false });
  });
});

describe('her address is dead', () => {
  test.each<[string, string, string, string]>([
    ['her domain does not exist', '5.0.0', 'smtp; 553 Host client.example does not exist', 'host-unknown'],
    [
      'nobody of that name, and our own name beside it',
      '5.1.1',
      'smtp; 550 5.1.1 mail from support@desk.example: clara@client.example: User unknown',
      'user-unknown',
    ],
    ['nobody of that name, explained on a page', '5.1.1', 'smtp; 550 5.1.1 No such user. See https://www.spamhaus.org/faq', 'user-unknown'],
    [
      'qmail names the server that refused',
      '5.1.1',
      'smtp; 192.0.2.9 does not like recipient. Remote host said: 550 unknown user',
      'user-unknown',
    ],
    [
      'the name server knows no such host',
      '5.4.4',
      'X-Postfix; Host or domain name not found. Name service error for name=client.example type=A: Host not found',
      'host-unknown',
    ],
    ['a code and no words', '5.1.1', 'smtp; 550 5.1.1', 'user-unknown'],
  ])('%s', async (_why, status, diagnostic, reason) => {
    expect(await judged(status, diagnostic)).toMatchObject({ reason, hard: true });
  });

  test('a connection that is refused by policy is a block', async () => {
    expect(await judged('5.0.0', 'smtp; 554 Connection refused by policy')).toMatchObject({ reason: 'blocked', hard: false });
  });
});
