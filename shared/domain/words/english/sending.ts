/** Why a mail of ours could not be handed to its channel, or perhaps was. */
export const sendingWords = {
  'send-too-large': 'The mail is too large for its channel: {size}, of which {max} are allowed',
  'send-file-type': 'The channel takes no files of type {type}: {name}',
  'acs-in-doubt':
    'Communication Services refused a mail that it may have taken before, when its answer got lost ({said}). Ask the recipient, or send it again',
  'graph-send-as-denied': 'Microsoft 365 does not let the mailbox send as {address}: give it Send As, or send from its own address',
  'graph-quota': 'The mailbox has sent as much as Microsoft 365 lets it for now ({said})',
  'graph-may-not-send':
    'Microsoft 365 does not let the app send from the mailbox: it needs Mail.Send, and Mail.ReadWrite for large files ({said})',
} as const;
