/** Why a mail of ours could not be handed to its channel, or perhaps was. */
export const sendingWords = {
  'send-too-large': 'The mail is too large for its channel: {size}, of which {max} are allowed',
  'send-file-type': 'The channel takes no files of type {type}: {name}',
  'acs-in-doubt':
    'Communication Services refused a mail that it may have taken before, when its answer got lost ({said}). Ask the recipient, or send it again',
} as const;
