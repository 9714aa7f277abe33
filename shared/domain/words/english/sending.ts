/** Why a mail of ours could not be handed to its channel, or perhaps was. */
export const sendingWords = {
  'send-too-large': 'The mail is too large for its channel: {size}, of which {max} are allowed',
  'send-file-type': 'The channel takes no files of type {type}: {name}',
  'waits-for-channel': 'Its channel has as many mails as it takes: it waits until {until}',
  'acs-in-doubt':
    'Communication Services refused a mail that it may have taken before, when its answer got lost ({said}). Ask the recipient, or send it again',
  'graph-send-as-denied': 'Microsoft 365 does not let the mailbox send as {address}: give it Send As, or send from its own address',
  'graph-quota': 'The mailbox has sent as much as Microsoft 365 lets it for now ({said})',
  'graph-may-not-send':
    'Microsoft 365 does not let the app send from the mailbox: it needs Mail.Send, and Mail.ReadWrite for large files ({said})',
  // what a mail server says to the mail, or to who signs in
  'smtp-no-passwords':
    'The server takes no password any more (5.7.30): authorise the mailbox, and let its mail leave with that, or switch basic authentication on again for a while',
  'smtp-sign-in-off': 'Signing in to send is switched off for the mailbox ({said})',
  'smtp-login-refused': 'The server refused the sign-in to send: check user and password ({said})',
  'smtp-send-as-denied': 'The account that signs in may not send from the address of the mailbox: give it the right to send as it ({said})',
  'smtp-quota': 'The mailbox has used up what its provider lets it send ({said})',
  'smtp-too-large': 'The mail is too large for the server ({said})',
  'smtp-no-such-address': 'Nobody has this address ({said})',
  'smtp-refused': 'The server refused the mail ({said})',
  'smtp-later': 'The server could not take the mail now ({said})',
  'smtp-unreachable': 'The server {host} could not be reached or broke off before it had the mail ({said})',
  'smtp-no-tls': 'The server {host} offers no TLS, or its certificate is not trusted ({said})',
  'smtp-not-allowed': 'This installation connects to {host} only by TLS',
  'smtp-in-doubt':
    'The server {host} got the whole mail, and broke off before it answered: it may have been sent. Ask the recipient, or send it again',
  'smtp-being-looked-for':
    'The server {host} got the whole mail, and broke off before it answered; whether it was sent is looked up in the Sent folder',
  'smtp-cannot-look': 'Whether an earlier try was sent could not be looked up in the Sent folder ({said})',
} as const;
