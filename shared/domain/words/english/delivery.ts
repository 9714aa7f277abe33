/** What became of mail that we sent. */
export const deliveryWords = {
  // why an address gets no automatic mail
  'owner-complained': 'the owner of this address called our mail abuse',
  'mail-returned': 'mail to this address was returned ({reason})',
  'mail-returned-hard': 'mail to this address was returned (hard bounce)',
  'held-back': 'Communication Services holds back mail to this address, since earlier mail was returned',
} as const;
