/**
 * The made-up organisation of the embedded cloud. The ids mean nothing; they are fixed so that
 * tokens outlive a restart.
 */
export const TENANT_ID = '6f1d2c3b-0a4e-4c5d-8b7a-9e8f7a6b5c4d';
/** The app's user-assigned managed identity. */
export const IDENTITY = { clientId: 'b3c4d5e6-1f20-4a3b-9c8d-7e6f5a4b3c2d', principalId: '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d' };
/** The domain of its addresses, by which Entra finds it, too. */
export const DOMAIN = 'contoso.example';
/** The registration that people consent to for their mailboxes; the identity vouches for it. */
export const MAIL_APP_ID = 'c4d5e6f7-2031-4b4c-8dae-8f706b5c4d3e';
export const SUPPORT = 'support@contoso.example';
export const HELPDESK = 'helpdesk@contoso.example';
/** The Key Vault secret with the password of the helpdesk mailbox. */
export const HELPDESK_SECRET = 'imap-helpdesk';
/** The mailbox on an Exchange server on premises. */
export const EXCHANGE = 'exchange@contoso.example';
/** The Key Vault secret with its password. */
export const EXCHANGE_SECRET = 'ews-exchange';
