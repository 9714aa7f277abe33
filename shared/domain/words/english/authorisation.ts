/** Why a mailbox could not be authorised, or its token serves no more, and what to do. */
export const authorisationWords = {
  // {reason} is one of those below, {remedy} one of the last; `said` is the provider's own code
  'authorisation-refused': '{reason} ({said}). {remedy}',
  'authorisation-refused-unknown': '{provider} refused ({said}). {remedy}. Trace id {traceId}, correlation id {correlationId}.',

  // sign in again
  'grant-revoked': 'The authorisation was revoked, as by a new password or by an administrator',
  'grant-too-old': 'The authorisation was not used for too long',
  'sign-in-frequency': 'The organisation wants people to sign in again more often than that',
  'grant-expired': 'The authorisation has expired',
  'password-changed': 'The password of the account was changed',
  'grant-invalid': 'The authorisation is not valid any more',
  'code-used': 'This sign-in was used already, or took too long',
  // a further proof
  'mfa-needed': 'The organisation asks for another proof at sign-in (multi-factor authentication)',
  'mfa-expired': 'The proof of the sign-in (multi-factor authentication) is too old',
  'claims-challenge': 'The organisation asks for a new sign-in with more proof (claims challenge)',
  // policy
  'policy-blocks': 'A Conditional Access policy of the organisation does not let this app in',
  'device-not-allowed': 'A policy of the organisation asks for a managed device, which a service has not',
  'security-defaults': 'The security defaults of the organisation do not let this sign-in pass',
  // consent
  'consent-missing': 'Nobody has consented to what this app asks for',
  'consent-declined': 'The consent was declined',
  'admin-consent-needed': 'Only an administrator of the organisation may consent to this app',
  'consent-requested': 'The consent was asked for, and waits for an administrator of the organisation',
  'permission-not-registered': 'A permission that is asked for is not in the app registration',
  // the app
  'app-secret-wrong': 'The client secret of this app is wrong; often its id was copied instead of its value',
  'app-secret-expired': 'The client secret of this app has expired',
  'app-certificate-refused': "The certificate that this app signs with is not the registration's",
  'app-unknown': 'The app registration is not known in that organisation',
  'app-disabled': 'The app registration is disabled',
  'app-without-credential': 'The app proved itself by nothing, and has to',
  'app-is-public': 'The app registration is one for public clients, which take no secret',
  'app-refused': 'The provider refused the app itself',
  'app-not-set': 'This installation has no client id for the provider of the mailbox (OAUTH_CLIENT_ID, GOOGLE_CLIENT_ID)',
  'redirect-uri-unknown': 'The address {redirectUri} is not a redirect URI of the app registration',
  'federation-mismatch': "The app registration has no federated credential that fits this app's managed identity",
  'federation-cross-cloud': 'A managed identity can not stand in for an app registration in another cloud',
  // tenant and account
  'tenant-single': 'The app registration is for its own organisation alone',
  'tenant-unknown': 'There is no such organisation in Entra',
  'code-of-other-tenant': 'The sign-in was at another organisation',
  'account-unknown': 'The account is not known in that organisation',
  'account-personal': 'That is a personal account; a mailbox of an organisation is needed',
  'account-not-assigned': 'The organisation lets only assigned people use this app, and the account is not assigned',
  'resource-missing': 'The organisation has no Exchange Online, or it is not switched on there',
  // pass by themselves
  'provider-busy': 'The provider can not answer at the moment',
  'provider-loop': 'The provider was asked for the same too often',
  'provider-unreachable': 'The provider can not be reached',
  'provider-address-refused':
    'The provider is at an address that this installation does not connect to (ALLOWED_PRIVATE_NETWORKS says to which private networks it does)',
  'answer-unreadable': 'The provider gave an answer that is none',

  // found by this app
  'not-authorised-yet': 'This mailbox was not authorised yet',
  'no-refresh-token': 'The provider gave no refresh token, so the authorisation would end within the hour',
  'scopes-missing': 'Not granted was {scopes}',
  'wrong-account': '{account} signed in, which is not the mailbox {mailbox} and has no full access to it',
  'wrong-tenant': '{account} signed in at the organisation {tenantId}, not at that of the mailbox',
  'access-unproven': '{account} signed in, and whether they may open the mailbox {mailbox} could not be found out: {said}',

  'sign-in-unknown': 'This sign-in is not known here: it was used already, or was started elsewhere',
  'sign-in-late': 'This sign-in took longer than 10 minutes',
  'sign-in-of-another': 'This sign-in was started by somebody else',
  'sign-in-unclear': 'The provider did not say who signed in',
  'mailbox-gone': 'The mailbox was removed meanwhile',
  'sign-in-refused': '{reason}. {remedy}',
  'consent-seen': 'The provider says that an administrator has consented',
  'consent-unproven': 'The provider says that an administrator has consented, but the organisation does not know this app yet ({said})',
  'consent-proven': 'An administrator has consented: the organisation knows this app',

  // what to do
  'start-again': 'Start it again from the mailbox, in the same browser',
  'then-authorise': 'Now authorise the mailbox',
  'authorise-again': 'Authorise the mailbox again',
  'authorise-with-proof': 'Authorise the mailbox again, and give the further proof that is asked for',
  'ask-their-admin':
    'Signing in again does not help: ask the administrator of the organisation to let this app in, and give them the correlation id {correlationId}',
  'give-consent': 'Open the link for administrators (adminConsentUrl) as an administrator of the organisation, then authorise the mailbox',
  'await-consent': 'Authorise the mailbox again once they have agreed',
  'mend-app': 'Correct the app registration or the app settings (OAUTH_…, GOOGLE_…); this concerns all its mailboxes',
  'mend-federation':
    'Add a federated credential to the app registration: issuer, subject (the object id of the managed identity, in the same case) and audience as docs/deploy.md has them. A new one may need some minutes',
  'mend-redirect-uri': 'Add exactly this address to the app registration, under Authentication, Web',
  'check-account': 'Check tenantId and account of the mailbox, and authorise it with an account of that organisation',
  'sign-in-as-mailbox': 'Authorise again and choose {mailbox}; to use another account, give it full access to the mailbox first',
  'grant-everything': 'Authorise again, and leave everything ticked',
  'wait-a-little': 'Nothing to do: it is tried again by itself',
  'look-up-code': 'Look the code up at learn.microsoft.com/entra/identity-platform/reference-error-codes, and authorise again',
} as const;
