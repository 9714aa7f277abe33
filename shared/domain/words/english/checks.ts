/** The names of checks. One that is named after a field of the mail is shown by that name. */
export const checkNames = {
  'as-written': '',
  // what a mail is
  kind: 'kind',
  'automatic-by-words': 'automatic reply, as its words alone say: a ticket, but no confirmation',
  'words-of-program': 'words of a program',
  // whether it is looked at further
  intake: 'intake',
  'own-mail': 'own mail',
  'block-list': 'block list',
  duplicate: 'duplicate',
  attachment: 'attachment',
  'forwarded-by-technician': 'forwarded by a technician',
  // who wrote it
  'foreign-verdicts': 'foreign verdicts',
  authentication: 'authentication',
  dmarc: 'DMARC',
  dkim: 'DKIM',
  spf: 'SPF',
  arc: 'ARC',
  'spf-and-dkim': 'SPF and DKIM',
  'composite-authentication': 'composite authentication',
  exchange: 'Exchange',
  from: 'From',
  'reply-to': 'Reply-To',
  'sender-name': 'name of the sender',
  'look-alike': 'look-alike',
  'domain-letters': 'letters of the domain',
  'first-mail': 'first mail',
  // which ticket it belongs to
  threading: 'threading',
  'signed-message-id': 'signed-message-id',
  'reply-address': 'reply-address',
  'quoted-message-ids': 'quoted-message-ids',
  'subject-token': 'subject-token',
  'message-id': 'Message-ID',
  'answers-before': 'answers that came before',
  'quoted-by': 'quoted by',
  // whether it is answered
  confirmation: 'confirmation',
  'loop-breaker': 'loop breaker',
} as const;
