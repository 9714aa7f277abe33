import { ownIdField } from '../../domain/mail/own-id.ts';

/** Our field as a property of a message, by which messages are found (PS_INTERNET_HEADERS). */
export const ownIdProperty = `String {00020386-0000-0000-C000-000000000046} Name ${ownIdField.toLowerCase()}`;
