import { addressesIn } from '../../mail/addresses-in-text.ts';
import type { DeliveryAction } from './bounce-report.ts';
import { statusesIn } from './smtp-reply.ts';

/**
 * One per-recipient group of a delivery status notification (RFC 3464 2.3). Addresses in lower
 * case; `diagnostic` without its type.
 */
export type RecipientStatus = {
  finalRecipient: string | null;
  originalRecipient: string | null;
  action: DeliveryAction | null;
  status: string | null;
  diagnostic: string | null;
};

/**
 * A message/delivery-status part, read (RFC 3464 2.2): who reports, on which mail, and each
 * recipient.
 */
export type DeliveryStatus = { reportingMta: string | null; originalMessageId: string | null; recipients: RecipientStatus[] };

/** So many recipients and fields are read; a hostile report may claim millions. */
const maxRecipients = 200;
const maxLines = 5000;

/**
 * Reads the text of a message/delivery-status part. Tolerant of what programs write: groups without
 * an empty line between them, the fields in any order and case, addresses with or without their
 * type and brackets, X.400 and system addresses (then the original one counts), comments.
 */
export function parseDeliveryStatus(text: string): DeliveryStatus {
  const groups = groupsOf(text);
  const perMessage = groups.find((group) => !isRecipientGroup(group)) ?? new Map<string, string>();
  return {
    reportingMta: afterType(perMessage.get('reporting-mta')),
    originalMessageId:
      /<[^<>\s]{1,998}>/.exec(perMessage.get('x-original-message-id') ?? perMessage.get('original-message-id') ?? '')?.[0] ?? null,
    recipients: groups.filter(isRecipientGroup).slice(0, maxRecipients).map(toRecipient),
  };
}

type Group = Map<string, string>;

const isRecipientGroup = (group: Group): boolean =>
  ['final-recipient', 'original-recipient', 'action', 'x-actual-recipient'].some((name) => group.has(name)) ||
  (group.has('status') && group.has('diagnostic-code'));

function toRecipient(group: Group): RecipientStatus {
  return {
    finalRecipient: addressOf(group.get('final-recipient')) ?? addressOf(group.get('x-actual-recipient')),
    originalRecipient: addressOf(group.get('original-recipient')),
    action: actionOf(group.get('action')),
    status: statusesIn(group.get('status') ?? '')[0] ?? statusesIn((group.get('status') ?? '').replace(/\s/g, ''))[0] ?? null,
    diagnostic:
      (group.get('diagnostic-code') ?? group.get('x-supplementary-info') ?? group.get('x400-supplementary-info') ?? '').trim() || null,
  };
}

/**
 * `rfc822; user@example.com`, `rfc822;<user@example.com>`, `user@example.com`; X.400 and system
 * addresses are none.
 */
function addressOf(value: string | undefined): string | null {
  if (!value || /^\s*(?:x-?400|x-unix|unix)\s*;/i.test(value)) return null;
  return (
    addressesIn(value, 1)[0] ??
    /^[^\s<>@]{1,64}@[^\s<>@]{1,255}$/.exec(afterType(value)?.replace(/^<|>$/g, '') ?? '')?.[0]?.toLowerCase() ??
    null
  );
}

function actionOf(value: string | undefined): DeliveryAction | null {
  const action = /^[a-z]+/.exec((value ?? '').trim().toLowerCase())?.[0];
  if (action === 'failed' || action === 'failure' || action === 'fail' || action === 'deleted') return 'failed';
  if (action === 'delayed' || action === 'deferred') return 'delayed';
  if (action === 'delivered' || action === 'deliverable' || action === 'relayed' || action === 'expanded')
    return action === 'deliverable' ? 'delivered' : action;
  return null;
}

const afterType = (value: string | undefined): string | null => value?.replace(/^[^;]{0,40};/, '').trim() || null;

/**
 * Fields in groups: an empty line ends a group (RFC 3464 2.1), and so does a recipient when the
 * group has one already.
 */
function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  let group: Group = new Map();
  let last = '';
  const close = () => {
    if (group.size > 0) groups.push(group);
    group = new Map();
    last = '';
  };
  for (const line of text.split('\n', maxLines)) {
    const field = /^([A-Za-z][A-Za-z0-9-]{1,60})\s{0,10}:(.*)$/.exec(line);
    if (line.trim() === '') close();
    else if (/^[ \t]/.test(line) && last) group.set(last, `${group.get(last)} ${line.trim()}`);
    else if (field?.[1]) {
      const name = field[1].toLowerCase();
      if (name === 'final-recipient' && group.has(name)) close();
      last = name;
      if (!group.has(name)) group.set(name, (field[2] ?? '').trim());
    } else if (last) group.set(last, `${group.get(last)} ${line.trim()}`);
  }
  close();
  return groups;
}
