/** A mail program whose reports are recognised by certain lines near their beginning. */
export type ReportShape = { program: string; lines: readonly string[] };

/**
 * Mail programs and services, each with lines that only its reports have: the beginning of the
 * line, in lower case, without accents, without the marks and spaces before it.
 */
export const reportShapes: readonly ReportShape[] = [
  {
    program: 'Postfix',
    lines: ['this is the .{0,60}(?:program|mail system|mail server|postfix).{0,30} at host ', "i'm sorry to have to inform you that "],
  },
  {
    program: 'Exim',
    lines: [
      'this message was created automatically by (?:the )?mail delivery (?:software|system)',
      'a message (?:that you (?:have )?sent|sent by)\\b',
    ],
  },
  {
    program: 'qmail',
    lines: [
      'hi\\. this is the .{0,40}program at ',
      "i'm afraid i wasn't able to deliver your message",
      "we're sorry\\. there's a problem with the e-mail address",
    ],
  },
  {
    program: 'Sendmail',
    lines: ['the following addresses had ', 'transcript of session follows', 'the original message was received at '],
  },
  { program: 'Courier', lines: ['this is a delivery status notification from ', 'running the courier mail server', 'undeliverable mail$'] },
  { program: 'OpenSMTPD', lines: ['this is the mailer-daemon, please do not reply'] },
  { program: 'DragonFly', lines: ['this is the dragonfly mail agent', 'there was an error delivering your mail to '] },
  {
    program: 'Exchange',
    lines: [
      'delivery has failed to these recipients',
      'did not reach the following recipient',
      'sent by microsoft exchange',
      'diagnostic information for administrators',
      'the recipient name is not recognized',
      '.{0,100}rejected your message to the following',
      'your message to .{1,200} couldn.t be delivered',
      'fehler bei der (?:nachrichten)?zustellung an',
      'ihre nachricht hat einige oder alle empfanger nicht erreicht',
      'echec de la remise',
      "votre message n'a pas (?:ete|atteint)",
      'error al entregar',
      'no se (?:pudo|puede|ha podido) (?:entregar|realizar la entrega)',
      'il recapito non e riuscito',
      'impossibile recapitare',
      'falha na entrega',
      'nao foi possivel entregar',
      'bezorging (?:bij|aan|is)',
      'kan (?:dit|uw) bericht niet',
      'leveransen till',
      'levering til ',
      'dostarczenie do',
      'не удалось доставить',
    ],
  },
  { program: 'Windows SMTP service', lines: ['this is an automatically generated delivery status notification'] },
  {
    program: 'Gmail',
    lines: [
      'delivery to the following recipients? (?:failed|has been delayed)',
      'technical details of (?:permanent|temporary) failure',
      "(?:your )?message (?:wasn't|not) delivered",
      'message (?:blocked|too large|not found)$',
      'delivery incomplete$',
      'there was a (?:temporary )?problem (?:while )?delivering your message',
      'address not found$',
      "we're writing to let you know that the group",
    ],
  },
  {
    program: 'Yahoo',
    lines: [
      'sorry, we were unable to deliver your message',
      'message from {1,4}[a-z0-9.-]{1,60}\\.$',
      'unable to deliver message to the following address',
    ],
  },
  { program: 'AOL', lines: ['.{0,100}your mail to the following recipients could not be delivered'] },
  {
    program: 'Amazon SES',
    lines: [
      'an error occurred while trying to deliver the mail to the following recipients',
      'the following message to <.{1,200}> was undeliverable',
      '.{0,20}"notificationtype":"bounce"',
    ],
  },
  { program: 'Domino', lines: ['was not delivered to:$', 'failure reasons'] },
  {
    program: 'GroupWise',
    lines: ['the message that you sent was undeliverable to', 'the attached file had the following undeliverable recipient'],
  },
  {
    program: 'iPlanet Messaging Server',
    lines: ['this report relates to (?:a message you sent|your message)', 'your message cannot be delivered to the following recipients'],
  },
  {
    program: 'MDaemon',
    lines: [
      'the attached message had permanent fatal delivery errors',
      'the following addresses did not receive a copy',
      'mdaemon has (?:detected|identified)',
    ],
  },
  {
    program: 'IMail',
    lines: [
      '(?:unknown user|user mailbox exceeds allowed size|invalid final delivery userid|delivery failed \\d{1,3} attempts|undeliverable {1,4}to|could not deliver to) ?:? ',
    ],
  },
  { program: 'MailEnable', lines: ['mailenable', 'message could not be delivered to some recipients'] },
  { program: 'Smail', lines: ['(?:message log|failed addresses) follows?'] },
  { program: 'PowerMTA', lines: ['hello, this is the mail server on ', '.{0,200}delivery failed; will not continue trying'] },
  { program: 'Barracuda', lines: ['was blocked by our spam firewall', 'your message to: '] },
  { program: 'InterScan', lines: ['message from interscan', 'sent <<< rcpt to', 'unable to deliver message to <'] },
  { program: 'Symantec', lines: ['your message with subject: '] },
  { program: 'SurfControl', lines: ['your message could not be sent\\.', 'failed to send to identified host'] },
  { program: 'MailMarshal', lines: ['your message:$', 'could not be delivered because of'] },
  { program: 'hMailServer', lines: ['your message did not reach some or all'] },
  { program: 'SmarterMail', lines: ['could not deliver message to the following'] },
  { program: 'CommuniGate', lines: ["failed to deliver to '", 'message is delayed in the queue'] },
  { program: 'Apache James', lines: ['hi\\. this is the james mail server at ', "i'm sorry, .{0,40}could not deliver"] },
  { program: 'MailFoundry', lines: ['unable to deliver message to: '] },
  { program: 'Mimecast', lines: ['an email that you attempted to send to the following address could not'] },
  { program: 'MessageLabs', lines: ['this is the mail delivery agent at messagelabs'] },
  {
    program: 'Netscape Messaging Server',
    lines: ['this message was undeliverable due to the following reason', 'each of the following recipients was rejected by a remote'],
  },
  { program: 'Zoho', lines: ['.{0,300}error_code ?:\\d{3}'] },
  { program: 'Mail.Ru, Yandex', lines: ['это письмо (?:создано автоматически|отправлено почтовым сервером)'] },
  { program: 'au, KDDI', lines: ['as their mailbox is full', 'could not be delivered to: '] },
  { program: 'm-FILTER', lines: ['以下のメールアドレスへの送信に失敗', 'server message$'] },
  { program: 'Verizon', lines: ['message could not be delivered to mobile', 'error: (?:invalid user address|no valid recipients)'] },
  { program: 'X.400 gateway', lines: ['your message was not delivered to:?$'] },
  {
    program: 'some mail program',
    lines: [
      '(?:the )?(?:non-?delivery report|non-delivered information|failed recipients|message not delivered)',
      '(?:this is an? )?(?:automatic|automated|advisory)[^.]{0,40}(?:deliver|bounce|failure|e-?mail)',
      'we had trouble delivering',
      'sorry, (?:i was |we were )?unable to deliver',
      '(?:your|the|this) (?:following )?(?:message|mail|e-?mail)(?: [^ ]{1,60}){0,6} (?:could not be|cannot be|was not|has not been|couldn.t be|wasn.t|is being) (?:delivered|sent|returned)',
      'undeliverable (?:address|mail|message)',
      'your e-?mail bounced',
      'you sent mail to .{1,200} not a valid user',
      'you are not a member of this mailing list',
      'su mensaje no pudo ser entregado',
      'ihre (?:nachricht|e-?mail)[^.]{0,60} konnte nicht',
      'votre (?:message|courrier)[^.]{0,60} (?:n.a pas pu|ne peut)',
    ],
  },
];
