import { z } from 'zod';
import { NotificationSettings, QueueNotifications } from '../../domain/settings/notification-settings.ts';

/** As they are stored, but a misspelt event or field is refused. */
const all = NotificationSettings.shape;
export const NotificationSettingsInput = z
  .strictObject({
    'ticket-created': all['ticket-created'].unwrap().strict().prefault({}),
    'technician-replied': all['technician-replied'].unwrap().strict().prefault({}),
    'ticket-resolved': all['ticket-resolved'].unwrap().strict().prefault({}),
    'ticket-closed': all['ticket-closed'].unwrap().strict().prefault({}),
    'sla-breached': all['sla-breached'].unwrap().strict().prefault({}),
    'ticket-assigned': all['ticket-assigned'].unwrap().strict().prefault({}),
    'client-replied': all['client-replied'].unwrap().strict().prefault({}),
    'note-mention': all['note-mention'].unwrap().strict().prefault({}),
  })
  .prefault({});

const own = QueueNotifications.shape;
export const QueueNotificationsInput = z
  .strictObject({
    'ticket-created': own['ticket-created'].unwrap().strict().exactOptional(),
    'technician-replied': own['technician-replied'].unwrap().strict().exactOptional(),
    'ticket-resolved': own['ticket-resolved'].unwrap().strict().exactOptional(),
    'ticket-closed': own['ticket-closed'].unwrap().strict().exactOptional(),
    'sla-breached': own['sla-breached'].unwrap().strict().exactOptional(),
    'ticket-assigned': own['ticket-assigned'].unwrap().strict().exactOptional(),
    'client-replied': own['client-replied'].unwrap().strict().exactOptional(),
    'note-mention': own['note-mention'].unwrap().strict().exactOptional(),
  })
  .prefault({});
