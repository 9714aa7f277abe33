import { expect, test } from 'vitest';
import { reasonOf } from '../../shared/domain/bounce-reason.ts';
import { innerReply, smtpCodeIn, smtpCommandIn, statusesIn } from '../../shared/domain/smtp-reply.ts';

/** Judges a reply as it stands in a report: its codes are read from its words. */
const judge = (text: string) => {
  const inner = innerReply(text);
  return reasonOf({
    text: inner,
    status: statusesIn(inner)[0] ?? null,
    smtpCode: smtpCodeIn(inner),
    command: smtpCommandIn(inner.toLowerCase()),
  });
};

const replies: Record<string, string[]> = {
  'user-unknown hard': [
    '550 5.1.1 <bob@fabrikam.example>: Recipient address rejected: User unknown in local recipient table',
    '550 5.1.1 <bob@fabrikam.example>... User unknown',
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550 5.1.1 unnecessary spaces. https://support.google.com/mail/?p=NoSuchUser a1-20020 - gsmtp",
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@fabrikam.example not found by SMTP address lookup',
    '550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT040.eop-EUR02.prod.protection.outlook.com]',
    '550 Requested action not taken: mailbox unavailable',
    '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).',
    "554 delivery error: dd This user doesn't have a yahoo.com account (bob@fabrikam.example) [0] - mta4.mail",
    '550 No such person at this address.',
    '550 Invalid recipient bob@fabrikam.example',
    '550 sorry, no mailbox here by that name (#5.1.1 - chkusr)',
    '550 5.1.1 unknown or illegal alias: bob@fabrikam.example',
    '550 #5.1.0 Address rejected.',
    '511 sorry, no mailbox here by that name (#5.1.1 - chkuser)',
    '550 there is no such user here',
    "550 The user's email name is not found.",
    '553 sorry, this recipient is not in my validrcptto list (#5.7.1)',
    '550 unrouteable mailbox',
    '550 Account bob@fabrikam.example does not exist',
    '550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416 [416]',
    '550 <bob@fabrikam.example>: Benutzer unbekannt',
    '550 5.1.1 Utilisateur inconnu',
    '550 El usuario no existe / usuario desconocido',
    '550 Usuário inexistente - destinatario nao existe',
    '550 Uzytkownik nieznany; konto nie istnieje',
    '550 Пользователь не найден',
    '550 Invalid mailbox',
    '550 Addressee unknown, relay=[192.0.2.1]',
    '550 5.1.1 RCP-P1 Recipient address does not exist',
    '554 5.7.1 <bob@fabrikam.example>: recipient is not local',
    '550 Mailbox not found',
    'User bob (bob@fabrikam.example) not listed in Domino Directory',
    'The recipient name is not recognized',
  ],
  'user-unknown soft': [
    '450 4.1.1 <bob@fabrikam.example>: Recipient address rejected: unverified address: Address verification in progress, user unknown',
    'host mx[192.0.2.1] said: 550 Unknown user bob@fabrikam.example (in reply to end of DATA command)',
    '550 : User unknown',
  ],
  'host-unknown hard': [
    '550 5.1.2 <bob@fabrikam.example>: Recipient address rejected: Domain not found',
    'Host or domain name not found. Name service error for name=fabrikam.example type=A: Host not found',
    "Sorry, I couldn't find any host named fabrikam.example. (#5.1.2)",
    '550 Host unknown',
    "DNS Error: 1234 DNS type 'mx' lookup of fabrikam.example responded with code NXDOMAIN Domain name not found: fabrikam.example",
    'Unrouteable address',
    'all relevant MX records point to non-existent hosts',
    'an MX or SRV record indicated no SMTP service',
    '556 5.1.10 Recipient address has null MX',
    '550 5.4.310 DNS domain fabrikam.example does not exist [Message=InfoDomainNonexistent]',
    "5.1.2 - Bad destination host 'DNS Hard Error looking up fabrikam.example (MX): NXDomain'",
    'No such domain.',
    'unknown host',
    '550 5.7.27 Host does not accept mail',
  ],
  'has-moved hard': [
    '550 5.1.6 recipient no longer on server: bob@fabrikam.example',
    '551 User not local; please try <bob@northwind.example>',
    '550 This mailbox has moved, please update your address book',
  ],
  'mailbox-full soft': [
    '552 5.2.2 <bob@fabrikam.example>... Mailbox full',
    '452 4.2.2 The email account that you tried to reach is over quota. Please direct the recipient to 452 4.2.2 https://support.google.com/mail/?p=OverQuotaTemp - gsmtp',
    '550 5.1.1 <bob@fabrikam.example>: user is over quota',
    '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException',
    '552 Requested mail action aborted: exceeded storage allocation',
    "maildir delivery failed: Sorry, the user's maildir has overdrawn his diskspace quota, please try again later.",
    "The e-mail message could not be delivered because the user's mailfolder is full.",
    '550 5.2.2 Postfach voll: bob@fabrikam.example',
    '552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR417_417 [417]',
    '552 Das Postfach des Empfängers ist voll',
    '554 ailbox is full (Mailbox quota exceeded)',
    "552 5.2.2 This message is larger than the current system limit or the recipient's mailbox is full.",
    '550 mailbox bob@fabrikam.example is over quota temporarily (#5.1.1)',
    'User mailbox exceeds allowed size: bob@fabrikam.example',
  ],
  'too-large soft': [
    '552 5.3.4 Message size exceeds fixed limit',
    '552 5.2.3 Message exceeds maximum fixed size (10485760)',
    '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient',
    '523 the message size exceeds the maximum size limit',
    '534 SIZE=Message too big.',
    '554 5.7.1 Message Rejected Class=size limit=15728640',
    'Mail size limit exceeded.',
    '500 Line limit exceeded',
  ],
  'suspended soft': [
    '554 delivery error: dd Sorry your message to bob@fabrikam.example cannot be delivered. This account has been disabled or discontinued [#102].',
    '550 5.2.1 The email account that you tried to reach is disabled. Learn more at https://support.google.com/mail/?p=DisabledUser',
    '550 Mailbox is frozen. See http://mail.example/err/3/',
    '550 5.7.1 Recipient address rejected: User bob@fabrikam.example temporary locked. Please try again later!',
    '550 5.5.0 Le compte du destinataire est bloque. The recipient account is blocked.',
  ],
  'policy soft': [
    '554 5.7.1 <bob@fabrikam.example>: Relay access denied',
    '550 5.7.1 Unable to relay',
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    "550 5.7.26 Unauthenticated email from contoso.example is not accepted due to domain's DMARC policy",
    '550 5.7.1 SPF check failed: contoso.example does not designate 192.0.2.1 as permitted sender',
    '550 5.7.23 The message was rejected because of Sender Policy Framework violation',
    '553 5.1.8 <root@host.contoso.example>... Domain of sender address root@host.contoso.example does not exist',
    '550 5.1.7 Sender unknown',
    '450 4.1.8 <a@b.example>: Sender address rejected: Domain not found',
    '550-Verification failed for <support@contoso.example>\n550-Unrouteable address\n550 Sender verify failed',
    '550 5.7.1 Message rejected as spam by Content Filtering.',
    '554 5.7.1 The message was rejected because it contains prohibited virus or spam content',
    '552-5.7.0 This message was blocked because its content presents a potential\n552 5.7.0 security issue.',
    '550 5.7.1 RESOLVER.RST.AuthRequired; authentication required',
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated',
    '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy',
    '554 5.7.9 Message not accepted for policy reasons. See https://senders.example/error-codes',
    '550 Virus Detected; Content Rejected',
    '550 5.7.1 Access denied',
    '550 5.4.1 All recipient addresses rejected : Access denied',
    'SMTP error from remote mail server after MAIL FROM:<support@contoso.example>: 550 unknown user',
    '550 5.6.9 improper use of 8-bit data in message header',
    '550 5.1.1 Refused due to recipient preferences',
    '550 This server does not accept mail from contoso.example',
    '550 5.7.1 Mail rejected, sender is not a member of the list',
    "553 5.1.7 Sender's domain could not be verified",
    "5.1.0 - Unknown address error 550-'5.7.1 <support@contoso.example>... Access denied' (delivery attempts: 0)",
  ],
  'blocked soft': [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1',
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
    '550 5.7.25 The IP address sending this message does not have a PTR record setup',
    '450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]',
    '554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@example.org to clarify.) (BL)',
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1',
    '550-5.7.1 [192.0.2.1] Our system has detected that this message is likely suspicious due to the very low reputation of the sending IP',
    '450 4.2.0 <bob@fabrikam.example>: Recipient address rejected: Greylisted, see http://postgrey.example/help',
    '550 5.7.606 Access denied, banned sending IP [192.0.2.1]',
    '554 Your daily sending quota has been exceeded',
    '550 Connection frequency limited. http://service.example/',
    '452 4.3.2 Connection rate limit exceeded.',
    '550 You are not allowed to connect.',
    '550 dynamic ip addresses are not allowed here',
  ],
  'expired soft': [
    'delivery temporarily suspended: connect to mx.fabrikam.example[192.0.2.7]:25: Connection timed out',
    '550 4.4.7 QUEUE.Expired; message expired',
    '550 5.4.300 Message expired -> 451 4.7.0 Temporary server error',
    'retry timeout exceeded',
    'Could not deliver for the last 432000 seconds. Giving up.',
    "I'm not going to try again; this message has been in the queue too long.",
    'Message could not be delivered for 5 days',
    "5.4.7 - Delivery expired (message too old) 'timeout'",
    'Envelope expired',
  ],
  'network soft': [
    'connect to mx.fabrikam.example[192.0.2.7]:25: Connection refused',
    'lost connection with mx.fabrikam.example[192.0.2.7] while performing the HELO handshake',
    'connect to mx.fabrikam.example[192.0.2.7]:25: No route to host',
    '554 5.4.6 Too many hops',
    '550 5.4.14 Hop count exceeded - possible mail loop ATTR34',
    'Name service error for domain fabrikam.example: Host not found, try again',
  ],
  'system soft': [
    '452 4.3.1 Insufficient system storage',
    'Command died with status 17: "/usr/sbin/filter". Command output: cannot use an undefined value',
    '554 5.3.0 unknown mailer error 255',
    '451 4.3.0 Temporary lookup of local data: internal error',
    '554 Transaction failed',
  ],
  'other soft': ['550', '', 'The mail came back.'],
};

test.each(Object.entries(replies))('%s', (expected, texts) => {
  const judged = texts.map((text) => [text, `${judge(text).reason} ${judge(text).hard ? 'hard' : 'soft'}`]);
  expect(Object.fromEntries(judged)).toEqual(Object.fromEntries(texts.map((text) => [text, expected])));
});

test('a status or code decides where words are missing', () => {
  const verdict = (status: string | null, smtpCode: number | null) => reasonOf({ text: 'failed', status, smtpCode, command: null }).reason;
  expect(verdict('5.1.1', null)).toBe('user-unknown');
  expect(verdict('5.2.2', 550)).toBe('mailbox-full');
  expect(verdict('5.7.26', 550)).toBe('policy');
  expect(verdict('5.0.0', 552)).toBe('mailbox-full');
  expect(verdict('5.0.0', 550)).toBe('other');
});

test('5.x alone is not hard: only an address that is dead is', () => {
  const refused = reasonOf({ text: '550 5.7.1 rejected', status: '5.7.1', smtpCode: 550, command: 'rcpt' });
  expect(refused).toMatchObject({ reason: 'policy', hard: false });
});

test('what was minded is told', () => {
  const detail = (text: string) => judge(text).detail;
  expect(detail('550 5.7.26 DMARC check failed')).toBe('authentication-failure');
  expect(detail('550 identified as spam')).toBe('spam');
  expect(detail('554 5.7.1 Relay access denied')).toBe('relaying-denied');
  expect(detail('451 4.7.1 Greylisting in action, please come back later')).toBe('greylisted');
  expect(detail('550 Unknown user (in reply to end of DATA command)')).toBe('filtered');
});
