/** What became of mail that we sent. */
export const deliveryWords = {
  // why an address gets no automatic mail
  'owner-complained': 'the owner of this address called our mail abuse',
  'mail-returned': 'mail to this address was returned ({reason})',
  'mail-returned-hard': 'mail to this address was returned (hard bounce)',
  'held-back': 'Communication Services holds back mail to this address, since earlier mail was returned',
  'returned-often': 'mail to this address was returned {count} times within {days} days, the last time because of: {why}',
  arrived: 'mail to this address arrived',
  'opened-or-loaded': 'opened, or a program loaded its pictures: {times} times',
  // why a mail waits for somebody to release it
  'not-sent-undeliverable': 'not sent: address invalid since {since} ({why})',
  'not-sent-complained': 'not sent: {why}, on {since}',
  'not-sent-suppressed': 'not sent: {why}; the next mail after {until} is tried',
  'not-sent-failing': 'not sent: {why}; the next mail after {until} is tried',
  'not-sent-tried': 'not sent: {why}; another mail is being tried',
  dropped: 'dropped by {by}',
  // why a mail of ours was not sent, so far or for good
  'channel-refused': '{said}',
  'channel-out': '{said}',
  'setting-broken': '{problem}',
  'internal-to-outsider': "Not sent: it tells what is for technicians alone, and this address is no technician's.",
  'sending-broke-down': 'Sending broke down repeatedly; see the log of function send-mail.',
  // what a report says of it
  'delivery-report': '{what}.',
  'delivery-report-said': '{what} ({said}).',
  'report-in-doubt': '{report} It may be forged: {doubt}.',
  'mail-bounced': 'Our mail to {address} was returned',
  'mail-suppressed':
    'Our mail to {address} was not sent on: earlier mail to this address was returned, so Communication Services holds it back',
  'mail-quarantined': "Our mail to {address} was put into quarantine by the recipient's mail system",
  'mail-taken-for-spam': "Our mail to {address} was taken for spam by the recipient's mail system",
  'mail-failed': 'Our mail to {address} could not be delivered',
  'mail-returned-for': 'Our mail to {address} was returned: {reason}',
  'mail-delayed-for': 'Our mail to {address} is delayed: {reason}',
  'mail-reported-on': 'Our mail to {address}: {action}: {reason}',
  'mail-disposed-of': 'Our mail to {address}: {disposition}',
  'mail-called-abuse': '{address} (or the provider) reported our mail as abuse ({type})',
  'report-names-others': 'A delivery status notification on our mail to {address} names other recipients',
} as const;
