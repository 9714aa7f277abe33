import { operationIdFor } from '../ids.ts';
import type { Notification } from './notification.ts';

/**
 * What a sending of a notification is named by: by the notification, and by how often somebody had
 * it sent after all. Pure.
 */
export const sendingIdOf = ({ id, released }: Pick<Notification, 'id' | 'released'>): string =>
  operationIdFor(released ? `${id} ${released.times}` : id);

/**
 * The id of the operation that sends it: the same for each try, so that it is sent once. One that
 * may have been sent before, and that somebody wants sent again, is another operation. Pure.
 */
export const operationIdOf = (notification: Pick<Notification, 'id' | 'released'>): string =>
  notification.released?.isAgain ? sendingIdOf(notification) : operationIdFor(notification.id);
