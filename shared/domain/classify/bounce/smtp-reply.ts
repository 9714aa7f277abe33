/**
 * The SMTP command that the other server refused; `data` is the content, after the address was
 * accepted.
 */
export type SmtpCommand = 'connect' | 'mail' | 'rcpt' | 'data';

/**
 * How mail programs say which command was answered: Postfix, Exim, Sendmail, qmail, Gmail,
 * DragonFly, Yahoo, m-FILTER and others. The first match counts. With pipelining (RFC 2920) DATA is
 * sent before RCPT TO is refused; the reply to DATA then says so.
 */
const commandPatterns: [SmtpCommand, RegExp][] = [
  ['rcpt', /\b50[34][^\n]{0,60}(?:rcpt|recipient)|no valid recipients|valid rcpt command|need rcpt|rcpt first/],
  [
    'data',
    /in reply to (?:end of )?(?:data|bdat)|(?:after|to) (?:pipelined )?(?:end of data|data\b|bdat)|>>> ?(?:data|bdat|\.)(?:\s|$)|final data|after i sent the message|\[data\]|for text command|\(state 1[78]\)|smtp command\s{1,4}data\b/,
  ],
  [
    'rcpt',
    /in reply to rcpt to|(?:after|to|our|following|at) (?:pipelined )?rcpt\b|>>> ?rcpt to|smtp:rcpt|\[rcpt_to\]|does not like recipient|\(state 1[34]\)|smtp command\s{1,4}rcpt\b/,
  ],
  [
    'mail',
    /in reply to mail from|(?:after|to|our|following|at) (?:pipelined )?mail (?:from|command)|>>> ?mail from|smtp:mail|\[mail_from\]|rejected mail from|does not like sender|\(state 12\)|smtp command\s{1,4}mail\b/,
  ],
  [
    'connect',
    /in reply to (?:ehlo|helo|initial|connect)|refused to talk to me|(?:after|our) (?:initial connection|ehlo|helo)|>>> ?(?:ehlo|helo)|\(state [89]\)/,
  ],
];

/** The command that was refused; null if the report does not say. `text` in lower case. */
export function smtpCommandIn(text: string): SmtpCommand | null {
  return commandPatterns.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/**
 * The enhanced status codes in a text, in order (RFC 3463: class 2, 4 or 5, subject, detail); IP
 * addresses and version numbers are ignored.
 */
export function statusesIn(text: string): string[] {
  const found = text.matchAll(/(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)/g);
  return Array.from(found, ([, kind, subject, detail]) => `${kind}.${Number(subject)}.${Number(detail)}`).filter(
    (status) => !status.startsWith('2'),
  );
}

/**
 * Whether a status says more than "failed": programs write x.0.0 and x.5.0 if they know nothing
 * better.
 */
export const isSpecificStatus = (status: string): boolean => !/^[245]\.(?:[05]\.0|0\.\d{1,3})$/.test(status);

/**
 * The SMTP reply code of a refusal (RFC 5321 4.2): the last one in the text at the beginning of a
 * reply.
 */
export function smtpCodeIn(text: string): number | null {
  const found = Array.from(text.matchAll(/(?:^|[\s:;<('"[#>])([45]\d\d)(?=[\s\-:;,.)\]'">]|$)(?!\.\d)/g), ([, code]) => Number(code));
  return found.find((code) => code >= 500 && code < 560) ?? found.find((code) => isReplyCode(code)) ?? null;
}

/**
 * The reply within a reply: Cisco's gateways quote what the other system said after a sentence of
 * their own ("5.1.0 - Unknown address error 550-'5.7.1 … Access denied'"). The text itself if it
 * doesn't have this form.
 */
export function innerReply(text: string): string {
  const [, code, quoted] = /^[^']{0,20}[45]\.\d\.\d - [^']{1,80}?([45]\d\d)[- ]'(.{3,})/s.exec(text) ?? [];
  return code && quoted ? `${code} ${quoted.replace(/'[^']{0,60}$/, '')}` : text;
}

const isReplyCode = (code: number): boolean => (code >= 420 && code <= 459) || (code >= 500 && code <= 577);
