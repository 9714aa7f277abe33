/** What mails to admins say of mailboxes. */
export const alertWords = {
  'alert-delayed': 'Mail of {address} comes late',
  'alert-failing': '{address} can not be read',
  'alert-needs-authorisation': '{address} has to be authorised again',
  'alert-paused': '{address} is no longer tried, so that its account does not get locked',
  'alert-healthy': '{address} is well again',
  'alert-clock-refreshToken': 'The authorisation of {address} ends within {days} days. Authorise it again, or let it be read.',
  'alert-clock-clientSecret':
    'The client secret by which {address} is read ends within {days} days. Make a new one at the provider, and put it into Key Vault.',
  'alert-clock-clientCertificate':
    'The client certificate by which {address} is read ends within {days} days. Make a new one, and put it into Key Vault.',
  'alert-clock-serverCertificate':
    'The certificate that the server of {address} shows ends within {days} days. Whoever runs the server has to renew it.',
  'alert-clock-shared':
    'The Key Vault secret {name}, by which {mailboxes} mailboxes are read ({address} among them), ends within {days} days. Make a new secret or certificate at the provider, and put it into Key Vault.',
  'alert-clock': 'Something of {address} ends within {days} days: {clock}.',
  'alert-many': '{count} messages about mailboxes',
  'alert-what-to-do': 'What is wrong, and what to do: {problem}',
  'alert-since': 'Since: {at} (UTC)',
  'alert-was': 'It was: {state}, since {since} until {until} (UTC)',
  'alert-ends': 'It ends: {at} (UTC)',
  'alert-meanwhile': 'Before: {changes}',
  'alert-more': 'More: {link}',
  'alert-automatic': 'This mail was written by the app that reads your mailboxes; nobody reads an answer to it.',
} as const;
