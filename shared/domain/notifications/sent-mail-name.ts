/** The blob of a mail that we sent, by its notification: the same for each try. Pure. */
export const sentMailName = (notificationId: string): string => `sent/${notificationId}.eml`;
