import { expect, test } from 'vitest';
import { recipientsIn, reportLines } from '../../shared/domain/bounce-recipients.ts';

/** Reports as mail programs write them, and the addresses that failed. None of the others in them is one. */
const reports: Record<string, [report: string, failed: string[]]> = {
  'Postfix: <address>: what the server said': [
    `This is the mail system at host mx.contoso.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to <postmaster@contoso.example>

                   The mail system

<bob@fabrikam.example>: host mx.fabrikam.example[192.0.2.7] said: 550 5.1.1
    <bob@fabrikam.example>: Recipient address rejected: User unknown (in reply
    to RCPT TO command)
<carol@fabrikam.example>: host mx.fabrikam.example[192.0.2.7] said: 552 5.2.2
    Mailbox full (in reply to RCPT TO command)`,
    ['bob@fabrikam.example', 'carol@fabrikam.example'],
  ],
  'Postfix: an alias led elsewhere': [
    `This is the mail system at host mx.contoso.example.

<bob.17@store3.fabrikam.example> (expanded from <bob@fabrikam.example>): temporary
    failure. Command output: Quota exceeded`,
    ['bob@fabrikam.example'],
  ],
  'Exim: the sender is named, too': [
    `This message was created automatically by mail delivery software.

A message sent by

  <support@contoso.example>

could not be delivered to one or more of its recipients. The following
address(es) failed:

  bob@fabrikam.example
    host mx.fabrikam.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<bob@fabrikam.example>:
    550 No such person at this address`,
    ['bob@fabrikam.example'],
  ],
  Sendmail: [
    `The original message was received at Mon, 2 Nov 2026 09:00:00 +0100
from mail.contoso.example [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<bob@fabrikam.example>
    (reason: 550 5.1.1 <bob@fabrikam.example>... User unknown)
<carol@fabrikam.example>
    (reason: 550 5.1.1 <carol@fabrikam.example>... User unknown)

   ----- Transcript of session follows -----
... while talking to mx.fabrikam.example.:
>>> RCPT To:<bob@fabrikam.example>
<<< 550 5.1.1 <bob@fabrikam.example>... User unknown`,
    ['bob@fabrikam.example', 'carol@fabrikam.example'],
  ],
  'Sendmail: the session alone': [
    `   ----- Transcript of session follows -----
While talking to mx.fabrikam.example:
>>> RCPT To:<bob@fabrikam.example>
<<< 550 <bob@fabrikam.example>... User unknown
550 <bob@fabrikam.example>... User unknown`,
    ['bob@fabrikam.example'],
  ],
  qmail: [
    `Hi. This is the qmail-send program at mx.contoso.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<bob@fabrikam.example>:
Sorry, I couldn't find any host named fabrikam.example. (#5.1.2)

<carol@northwind.example>:
192.0.2.9 does not like recipient.
Remote host said: 550 unknown
Giving up on 192.0.2.9.`,
    ['bob@fabrikam.example', 'carol@northwind.example'],
  ],
  Exchange: [
    `Delivery has failed to these recipients or groups:

Bob Fabrikam<mailto:bob@fabrikam.example>
The email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.

Diagnostic information for administrators:

Generating server: mail.contoso.example

bob@fabrikam.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'`,
    ['bob@fabrikam.example'],
  ],
  'Exchange, German': [
    `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

bob@fabrikam.example<mailto:bob@fabrikam.example>
Die von Ihnen eingegebene E-Mail-Adresse konnte nicht gefunden werden.

Diagnoseinformationen für Administratoren:
Generierender Server: mail.contoso.example`,
    ['bob@fabrikam.example'],
  ],
  'Exchange, French': [
    `Échec de la remise pour ces destinataires ou groupes :

bob@fabrikam.example<mailto:bob@fabrikam.example>
L'adresse de messagerie que vous avez entrée est introuvable.`,
    ['bob@fabrikam.example'],
  ],
  'Exchange 5.5': [
    `Your message

  To:      carol@northwind.example
  Subject: Printer
  Sent:    Mon, 2 Nov 2026 09:00:00 +0100

did not reach the following recipient(s):

bob@fabrikam.example on Mon, 2 Nov 2026 09:00:04 +0100
    The recipient name is not recognized`,
    ['bob@fabrikam.example'],
  ],
  Gmail: [
    `Delivery to the following recipient failed permanently:

     bob@fabrikam.example

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain fabrikam.example by mx.fabrikam.example.`,
    ['bob@fabrikam.example'],
  ],
  'Gmail, the newer form': [
    `** Address not found **

Your message wasn't delivered to bob@fabrikam.example because the address couldn't be found, or is unable to receive mail.

Learn more here: https://support.google.com/mail/?p=NoSuchUser

The response was:

550 5.1.1 The email account that you tried to reach does not exist.`,
    ['bob@fabrikam.example'],
  ],
  OpenSMTPD: [
    `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

bob@fabrikam.example: 550 5.1.1 User unknown
carol@fabrikam.example: 552 5.2.2 Mailbox full`,
    ['bob@fabrikam.example', 'carol@fabrikam.example'],
  ],
  'Netscape Messaging Server': [
    `This Message was undeliverable due to the following reason:

Each of the following recipients was rejected by a remote mail server.
The reasons given by the server are included to help you determine why
each recipient was rejected.

    Recipient: <bob@fabrikam.example>
    Reason:    <bob@fabrikam.example>... User unknown

Please reply to Postmaster@contoso.example
if you feel this message to be in error.`,
    ['bob@fabrikam.example'],
  ],
  hMailServer: [
    `Your message did not reach some or all of the intended recipients.

   Sent: Mon, 2 Nov 2026 09:00:00 +0100
   Subject: Printer

The following recipient(s) could not be reached:

bob@fabrikam.example
   Error Type: SMTP
   Remote server (192.0.2.7) issued an error.
   hMailServer sent: RCPT TO:<bob@fabrikam.example>
   Remote server replied: 550 Unknown user`,
    ['bob@fabrikam.example'],
  ],
  SmarterMail: [
    `Could not deliver message to the following recipient(s):

Failed Recipient: bob@fabrikam.example
Reason: Remote host said: 550 5.1.1 User unknown`,
    ['bob@fabrikam.example'],
  ],
  CommuniGate: [
    `Failed to deliver to 'bob@fabrikam.example'
SMTP module(domain fabrikam.example) reports:
 host mx.fabrikam.example says:
 550 5.1.1 unknown user`,
    ['bob@fabrikam.example'],
  ],
  GroupWise: [
    `The message that you sent was undeliverable to the following:
	bob@fabrikam.example (user not found)

Possibly truncated original message follows:`,
    ['bob@fabrikam.example'],
  ],
  MailMarshal: [
    `Your message:
  From:    support@contoso.example
  Subject: Printer

Could not be delivered because of

  550 5.1.1 User unknown

The following recipients were affected:
  bob@fabrikam.example`,
    ['bob@fabrikam.example'],
  ],
  IMail: ['Unknown user: bob@fabrikam.example\n\nRCPT TO generated following response:\n550 no such user', ['bob@fabrikam.example']],
  'one sentence': [
    'Sorry, unable to deliver your message to bob@fabrikam.example for\nthe following reason:\n\n 552 Quota violation',
    ['bob@fabrikam.example'],
  ],
  'Amazon SES': [
    'An error occurred while trying to deliver the mail to the following recipients:\nbob@fabrikam.example\ncarol@fabrikam.example',
    ['bob@fabrikam.example', 'carol@fabrikam.example'],
  ],
  Domino: [
    'Your message\n\n  Subject: Printer\n\nwas not delivered to:\n\n  bob@fabrikam.example\n\nbecause:\n\n  User bob (bob@fabrikam.example) not listed in Domino Directory',
    ['bob@fabrikam.example'],
  ],
  'Zoho: address and reply in one line': [
    'This message was created automatically by mail delivery software.\nA message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\nbob@fabrikam.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 User unknown',
    ['bob@fabrikam.example'],
  ],
  Kerio: [
    'Your message was not delivered to the following recipients:\n\n<bob@fabrikam.example>:\n    SMTP error 550: Mailbox unavailable\n\nRegards, admin@contoso.example',
    ['bob@fabrikam.example'],
  ],
  'Russian and English': [
    'Это письмо создано автоматически сервером.\nК сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:\n\n  bob@fabrikam.example\n    Unrouteable address',
    ['bob@fabrikam.example'],
  ],
  Japanese: [
    '以下のメールアドレスへの送信に失敗しました。\nbob@fabrikam.example\n-------server message\n550 unknown user',
    ['bob@fabrikam.example'],
  ],
  'nobody named': ['Your mail could not be delivered.\n\nPlease contact postmaster@fabrikam.example.', []],
};

test.each(Object.entries(reports))('%s', (_program, [report, failed]) => {
  expect(recipientsIn(reportLines(report)).map(({ address }) => address)).toEqual(failed);
});

test('each recipient comes with the words about him', () => {
  const [bob, carol] = recipientsIn(reportLines(reports.OpenSMTPD?.[0] ?? ''));
  expect(bob?.said).toBe('bob@fabrikam.example: 550 5.1.1 User unknown');
  expect(carol?.said).toContain('Mailbox full');
});
