/**
 * How many people may take part in a ticket: a To field with thousands must not fill the item, nor
 * make us write to them.
 */
export const maxParticipants = 50;
