import { z } from 'zod';
import { NotificationEvent } from '../settings/notification-settings.ts';
import { lowerAddress } from '../text/lower-address.ts';
import type { Notification } from './notification.ts';

/**
 * Whether a row is not sent yet and can be taken back, or tell more: not one that a channel had
 * already, since it may have accepted it. Pure.
 */
export const isNotYetDue = ({ status, attempts, dueAt }: Notification, now: Date): boolean =>
  status === 'waiting' && attempts === 0 && Date.parse(dueAt) > now.getTime();

/**
 * The row among these by which another can be told, if it is for technicians: of the same
 * technician to the same address, and sent no later. Pure.
 */
export const earlierThan = (row: Notification, waiting: readonly Notification[]): Notification | undefined =>
  row.status !== 'waiting' || row.audience !== 'team'
    ? undefined
    : waiting.find(
        (other) =>
          other.audience === 'team' &&
          other.by !== null &&
          other.by === row.by &&
          lowerAddress(other.to.address) === lowerAddress(row.to.address) &&
          other.createdAt <= row.createdAt,
      );

/** The data of a row that tells what another would have told too. Pure. */
export function withAlso(row: Notification, other: Notification): Notification['data'] {
  const also = [...alsoOf(row), other.kind, ...alsoOf(other)].filter((event) => event !== row.kind);
  return { ...row.data, also: [...new Set(also)] };
}

const Also = z.array(NotificationEvent);
const alsoOf = ({ data }: Notification): string[] => Also.safeParse(data.also).data ?? [];
