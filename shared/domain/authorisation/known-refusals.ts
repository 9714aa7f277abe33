import type { BareCode } from '../words/remark.ts';

/**
 * What a refusal asks for: whether the token is dead, whether it passes by itself, whose move it
 * is.
 */
export type RefusalGroup =
  | 'sign-in-again'
  | 'further-proof'
  | 'policy'
  | 'consent'
  | 'consent-awaited'
  | 'app'
  | 'federation'
  | 'redirect-uri'
  | 'account'
  | 'passing'
  | 'loop'
  | 'unknown';

type Known = { group: RefusalGroup; reason: BareCode | 'redirect-uri-unknown' };

const rows: [RefusalGroup, Known['reason'], number[]][] = [
  ['sign-in-again', 'grant-revoked', [50173]],
  ['sign-in-again', 'grant-too-old', [700082, 70008]],
  ['sign-in-again', 'sign-in-frequency', [70043]],
  ['sign-in-again', 'grant-expired', [50089]],
  ['sign-in-again', 'password-changed', [50132, 50133]],
  ['sign-in-again', 'grant-invalid', [70000]],
  ['sign-in-again', 'code-used', [54005]],
  ['further-proof', 'mfa-needed', [50076, 50079, 50074, 50072, 50158]],
  ['further-proof', 'mfa-expired', [50078]],
  ['policy', 'policy-blocks', [53003, 50005, 50131]],
  ['policy', 'device-not-allowed', [53000, 53001, 530032]],
  ['policy', 'security-defaults', [530035]],
  ['consent', 'consent-missing', [65001]],
  ['consent', 'consent-declined', [65004]],
  ['consent', 'admin-consent-needed', [90094]],
  ['consent-awaited', 'consent-requested', [90095]],
  ['app', 'permission-not-registered', [65005, 650056, 650057]],
  ['app', 'app-secret-wrong', [7000215]],
  ['app', 'app-secret-expired', [7000222]],
  ['app', 'app-certificate-refused', [700027]],
  ['app', 'app-unknown', [700016, 700011]],
  ['app', 'app-disabled', [7000112]],
  ['app', 'app-without-credential', [7000218]],
  ['app', 'app-is-public', [700025]],
  ['redirect-uri', 'redirect-uri-unknown', [50011, 500113, 900971]],
  ['account', 'tenant-single', [50194]],
  ['account', 'tenant-unknown', [90002]],
  ['account', 'code-of-other-tenant', [700005]],
  ['account', 'account-unknown', [50020, 16000, 90072, 50034, 51004]],
  ['account', 'account-personal', [500208]],
  ['account', 'account-not-assigned', [50105]],
  ['account', 'resource-missing', [500011, 650052]],
  ['federation', 'federation-mismatch', [70021, 700211, 700212, 700213, 7002138, 700229]],
  ['federation', 'federation-cross-cloud', [900382]],
  ['passing', 'provider-busy', [90006, 90024, 90033, 90055, 50033, 50087]],
  ['loop', 'provider-loop', [50196]],
];

/**
 * By Entra's AADSTS number
 * (learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
export const byNumber: ReadonlyMap<number, Known> = new Map(
  rows.flatMap(([group, reason, numbers]) => numbers.map((number): [number, Known] => [number, { group, reason }])),
);

/** By `error` alone (RFC 6749 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6, and our own). */
export const byError: Readonly<Record<string, Known>> = {
  invalid_grant: { group: 'sign-in-again', reason: 'grant-invalid' },
  interaction_required: { group: 'further-proof', reason: 'claims-challenge' },
  login_required: { group: 'sign-in-again', reason: 'grant-expired' },
  consent_required: { group: 'consent', reason: 'consent-missing' },
  access_denied: { group: 'consent', reason: 'consent-declined' },
  invalid_client: { group: 'app', reason: 'app-refused' },
  unauthorized_client: { group: 'app', reason: 'app-refused' },
  invalid_resource: { group: 'account', reason: 'resource-missing' },
  temporarily_unavailable: { group: 'passing', reason: 'provider-busy' },
  server_error: { group: 'passing', reason: 'provider-busy' },
  unreachable: { group: 'passing', reason: 'provider-unreachable' },
  'address-refused': { group: 'app', reason: 'provider-address-refused' },
  unreadable: { group: 'passing', reason: 'answer-unreadable' },
  'no-registration': { group: 'app', reason: 'app-not-set' },
  'not-authorised': { group: 'sign-in-again', reason: 'not-authorised-yet' },
};
