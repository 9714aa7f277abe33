import { addressesIn } from '../../mail/addresses-in-text.ts';
import { fieldGroupsIn } from '../../mail/field-groups.ts';
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
 * A parsed message/delivery-status part (RFC 3464 2.2): who reports, on which mail, and each
 * recipient.
 */
export type DeliveryStatus = { reportingMta: string | null; originalMessageId: string | null; recipients: RecipientStatus[] };

/** A hostile report may list millions of recipients. */
const maxRecipients = 200;

/**
 * Reads a message/delivery-status part, or a text with its fields. Accepts what programs write:
 * groups without an empty line between them, fields in any order and case, addresses with or
 * without type and brackets, X.400 and system addresses (then the original one counts), comments.
 */
export function parseDeliveryStatus(report: Uint8Array | string): DeliveryStatus {
  const groups = groupsOf(report);
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
 * `rfc822; user@example.com`, `rfc822;<user@example.com>`, `user@example.com`; null for X.400 and
 * system addresses.
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
 * The fields of each group by name, the first of each name. Some programs leave out the empty line
 * between two recipients (RFC 3464 2.1), so a second Final-Recipient also begins a group.
 */
function groupsOf(report: Uint8Array | string): Group[] {
  const groups: Group[] = [];
  for (const fields of fieldGroupsIn(report)) {
    let group: Group = new Map();
    groups.push(group);
    for (const { name, value } of fields) {
      if (name === 'final-recipient' && group.has(name)) {
        group = new Map();
        groups.push(group);
      }
      if (!group.has(name)) group.set(name, value);
    }
  }
  return groups;
}
