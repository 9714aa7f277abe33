/** What is wrong with a mailbox, and what to do about it. `{said}`: what its source said. */
export const mailboxWords = {
  'mailbox-paused': 'It was paused. Resume it, and the mail that came meanwhile is read.',
  'mailbox-stopped':
    'Its sign-in was refused again and again, so it is no longer tried: one more refusal could lock the account. Correct its password, or resume it to try now. In detail: {said}',
  'mailbox-unauthorised':
    'The app may not use it any more. Authorise it again: POST /api/mailboxes/{mailboxId}/authorization answers with the link where a person signs in, and the mail that came meanwhile is read. In detail: {said}',
  'mailbox-login-refused':
    'Its sign-in is refused. Correct the user or the password; for an app, its consent and its right to this mailbox. In detail: {said}',
  'mailbox-unreachable':
    'Its server does not answer. It is tried again by itself; check host and port, and whether the server is up. In detail: {said}',
  'mailbox-certificate': "Its server's certificate is not trusted. Have it renewed, or correct the host's name. In detail: {said}",
  'mailbox-throttled': 'Its server wants to be asked less often. It is read again by itself when that is over. In detail: {said}',
  'mailbox-folder-missing': 'Its folder is not there. Choose another one, or make it again. In detail: {said}',
  'mailbox-protocol': 'Its server does not do what it was asked. Check its kind, port and encryption. In detail: {said}',
  'mailbox-address-refused':
    'Its host is inside a network that the app may not look into. Correct the host; an own network is let in by ALLOWED_PRIVATE_NETWORKS. In detail: {said}',
  'mailbox-fails': 'It can not be read. It is tried again by itself. In detail: {said}',
  'mailbox-not-announced':
    'Microsoft 365 does not announce its new mails, so they come by polls, a minute or two later. The app makes the subscription anew; the log of renew-subscriptions says what keeps it from that.',
  'mailbox-late':
    'It was not read for more than {hours} h, though nothing went wrong with it. See whether the functions schedule-polls and poll-mailbox run.',
  'mailbox-unreadable': 'What is kept of it can not be read, so it is not polled. {said}',
  'mailbox-noted': '{said}',
  'clock-not-kept': 'Not known: nothing that the app sees says when it ends.',
  'clock-secret-without-date': 'Not known: it has no expiration date in Key Vault. Give it the one that it has at its provider.',
  'clock-secret-missing': 'Not known: Key Vault does not have it.',
  'clock-secret-unreachable': 'Not known: Key Vault did not answer; it is asked again.',
  'clock-unused-token': 'At most: it ends earlier when the password changes, or when a rule of the organisation says so.',
  'clock-not-seen': 'Not known: no connection has shown it so far.',
} as const;
