import { z } from 'zod';
import { AutoAnswerLimits } from '../../domain/settings/auto-answer-limits.ts';
import { NoticeLimits } from '../../domain/settings/notice-limits.ts';
import { Policy } from '../../domain/settings/policy.ts';
import { Changed } from './changed.ts';
import { NotificationSettingsInput } from './notifications.ts';
import { settingRow } from './setting-row.ts';

/** The policy as it is stored, but a misspelt field is refused, also further in. */
const { perSender, perReplyTo, perDomain, inAll, quietMinutes } = AutoAnswerLimits.shape;
const { perPerson, perTechnician, perTicket } = NoticeLimits.shape;
const PolicyInput = z.strictObject({
  ...Policy.shape,
  confirmUnvouched: Policy.shape.confirmUnvouched.unwrap().strict().prefault({}),
  guestLinks: Policy.shape.guestLinks.unwrap().strict().prefault({}),
  notifications: NotificationSettingsInput,
  noticeLimits: z
    .strictObject({
      perPerson: perPerson.unwrap().strict().prefault({}),
      perTechnician: perTechnician.unwrap().strict().prefault({}),
      perTicket: perTicket.unwrap().strict().prefault({}),
    })
    .prefault({}),
  loops: z
    .strictObject({
      perSender: perSender.unwrap().strict().default(perSender.parse(undefined)),
      perReplyTo: perReplyTo.unwrap().strict().default(perReplyTo.parse(undefined)),
      perDomain: perDomain.unwrap().strict().default(perDomain.parse(undefined)),
      inAll: inAll.unwrap().strict().default(inAll.parse(undefined)),
      quietMinutes,
    })
    .prefault({}),
});

/** The one policy. Where none is stored its defaults count, and are shown. */
export const policyRow = settingRow<Policy, Policy>({
  kind: 'policy',
  one: 'policy',
  many: 'policies',
  stored: 'policy',
  unset: Policy.parse({}),
  input: PolicyInput,
  extras: Changed,
  shown: z.object({ ...PolicyInput.shape, ...Changed.shape }),
  id: z.literal('policy'),
  newId: () => 'policy',
  idOf: () => 'policy',
  nameOf: () => 'policy',
  toInput: (policy) => policy,
  toExtras: () => ({}),
  fromInput: (input) => input,
  unique: () => ({}),
  // whom it names, as it did before there were items of technicians, stays one without an item
  namesKinds: ['technicians'],
  references: ({ technicians }) => technicians.map((id) => ({ field: 'technicians', kind: 'technicians', id, by: 'address', loose: true })),
});
