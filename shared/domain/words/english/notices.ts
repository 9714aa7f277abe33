/** Who is told of what happens to a ticket, and who is not. */
export const noticeWords = {
  'notice-owed': 'told: {event}',
  'notice-held': 'held: {event}: {why}',
  'notice-left-out': 'not told: {event}: {why}',
  'not-told-old': 'it happened more than an hour ago',
  'not-told-too-many': 'more than {most} would be told at once',
  'not-told-limit': 'far more than the limit was owed within its time',
  'not-told-no-address': 'this is no address that mail can go to',
  'not-told-own-address': 'this is one of our own addresses',
  'not-told-no-technician': 'this is no technician who works here',
  'not-told-unvouched': 'nothing vouches for who it is, or they are not to be written to',
  'not-told-no-reply': 'nobody reads mail to this address',
  'not-told-blocked': 'the block list has this address',
  'not-told-alert': 'a machine opened the ticket',
  'not-told-spam': 'the ticket is tagged as spam',
  'held-recipient': 'Held: {most} notices to this address within {minutes} minutes.',
  'held-ticket': 'Held: {most} notices of this ticket within {minutes} minutes.',
} as const;
