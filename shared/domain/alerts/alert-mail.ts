import { htmlFromText } from '../body/html-from-text.ts';
import { operationIdFor } from '../ids.ts';
import { type OutgoingMail, oneLine } from '../mail/outgoing-mail.ts';
import { cut } from '../text/cut.ts';
import { inWords } from '../words/in-words.ts';
import { type Remark, remark } from '../words/remark.ts';
import type { AlertEvent, OwedAlert } from './alert-book.ts';

/** What an alert is written with. `linkTo`: where a mailbox is looked at. */
export type AlertMailSettings = { senderAddress: string; linkTo(mailboxId: string): string };

/** Of hundreds, so many are told in one mail. */
const maxEvents = 50;
const maxSubject = 200;

/**
 * The mail to an admin: what happened, since when, what to do, and where to look. The same alert to
 * the same address is the same mail, with the same operation id. No machine is to answer it (RFC
 * 3834 5.2; [MS-OXCMAIL] 2.2.3.2.14). Pure.
 */
export function alertMail({ id, events }: OwedAlert, to: string, { senderAddress, linkTo }: AlertMailSettings): OutgoingMail {
  const operationId = operationIdFor(`${id}\n${to}`);
  const [first] = events;
  const subject = first && events.length === 1 ? titleOf(first) : remark('alert-many', { count: events.length });
  const shown = events.slice(0, maxEvents).map((event) => partOf(event, linkTo));
  const more = events.length > maxEvents ? [`+ ${events.length - maxEvents}`] : [];
  const text = [...shown, ...more, inWords(remark('alert-automatic'))].join('\n\n');
  const from = { address: senderAddress, name: null };
  return {
    operationId,
    messageId: `<${operationId}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1)}>`,
    inReplyTo: null,
    references: [],
    from,
    to: { address: to, name: null },
    replyTo: from,
    subject: cut(oneLine(inWords(subject)), maxSubject),
    text: `${text}\n`,
    html: htmlFromText(text),
    attachments: [],
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

function partOf(event: AlertEvent, linkTo: (mailboxId: string) => string): string {
  const changes = 'meanwhile' in event ? event.meanwhile.map(({ state, at }) => `${minuteOf(at)} ${state}`).join(', ') : '';
  const lines = [
    titleOf(event),
    ...linesOf(event),
    ...(changes === '' ? [] : [remark('alert-meanwhile', { changes })]),
    remark('alert-more', { link: linkTo(event.mailboxId) }),
  ];
  return lines.map((line) => inWords(line)).join('\n');
}

function linesOf(event: AlertEvent): Remark[] {
  switch (event.kind) {
    case 'turned':
      return [
        remark('alert-since', { at: minuteOf(event.since) }),
        ...(event.problem ? [remark('alert-what-to-do', { problem: event.problem })] : []),
      ];
    case 'recovered':
      return [remark('alert-was', { state: event.state, since: minuteOf(event.since), until: minuteOf(event.at) })];
    case 'clock':
      return [remark('alert-ends', { at: minuteOf(event.endsAt) })];
  }
}

const stateTitles = {
  healthy: 'alert-healthy',
  delayed: 'alert-delayed',
  failing: 'alert-failing',
  'needs-authorisation': 'alert-needs-authorisation',
  paused: 'alert-paused',
} as const;

const clockTitles = {
  refreshToken: 'alert-clock-refreshToken',
  clientSecret: 'alert-clock-clientSecret',
  clientCertificate: 'alert-clock-clientCertificate',
  serverCertificate: 'alert-clock-serverCertificate',
} as const;
const isKnownClock = (clock: string): clock is keyof typeof clockTitles => Object.hasOwn(clockTitles, clock);

function titleOf(event: AlertEvent): Remark {
  const { address } = event;
  if (event.kind === 'recovered') return remark('alert-healthy', { address });
  if (event.kind === 'turned') return remark(stateTitles[event.state], { address });
  const { clock, days, mailboxes, secretName } = event;
  if (secretName !== undefined && mailboxes > 1) return remark('alert-clock-shared', { name: secretName, mailboxes, address, days });
  return isKnownClock(clock) ? remark(clockTitles[clock], { address, days }) : remark('alert-clock', { address, days, clock });
}

const minuteOf = (at: string): string => at.slice(0, 16).replace('T', ' ');
