import { z } from 'zod';
import { slugFor } from '../../domain/settings/slug.ts';
import { TicketQueue } from '../../domain/settings/ticket-queue.ts';
import { Changed } from './changed.ts';
import { QueueNotificationsInput } from './notifications.ts';
import { settingRow } from './setting-row.ts';

const { queueId: id, name, prefix, team } = TicketQueue.shape;
const QueueInput = z.strictObject({
  name: name.describe('Such as Support'),
  prefix: prefix.describe('Of its ticket numbers, such as SUP'),
  team: team.describe('Technicians (by id) who are told what concerns the whole queue'),
  notifications: QueueNotificationsInput.describe('What is told otherwise than the policy says; what is absent is as there'),
});

/** Queues of tickets. */
export const queueRow = settingRow<TicketQueue, z.infer<typeof QueueInput>>({
  kind: 'queues',
  one: 'queue',
  many: 'queues',
  stored: 'queue',
  input: QueueInput,
  extras: Changed,
  shown: z.object({ id, ...QueueInput.shape, ...Changed.shape }),
  id,
  newId: (input, attempt) => slugFor(input.name, 'queue', attempt),
  idOf: ({ queueId }) => queueId,
  nameOf: (queue) => queue.name,
  toInput: (queue) => ({ name: queue.name, prefix: queue.prefix, team: queue.team, notifications: queue.notifications }),
  toExtras: () => ({}),
  fromInput: (input, made) => ({ queueId: made.id, ...input }),
  unique: (queue) => ({ prefix: [queue.prefix] }),
  namesKinds: ['technicians'],
  references: (queue) => queue.team.map((technicianId) => ({ field: 'team', kind: 'technicians', id: technicianId })),
});
