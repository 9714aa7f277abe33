import { NotificationEvent } from '../settings/notification-settings.ts';

/** What a template is for: what happened to a ticket that somebody is told of. */
export const TemplateEvent = NotificationEvent;
export type TemplateEvent = NotificationEvent;
