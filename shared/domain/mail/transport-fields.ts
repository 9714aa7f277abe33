/**
 * Fields that the transport adds, changes or removes on the way, so that copies of one mail differ
 * in them: trace and resent fields (RFC 5321 4.4, RFC 5322 3.6.6, 3.6.7); verdicts of receiving
 * systems (RFC 8601, RFC 8617, RFC 7208); fields added by Exchange, Gmail, Postfix, Exim, Courier,
 * gateways and spam filters; signatures of relays; and fields that say how the body is encoded,
 * since relays encode it again (the content itself is compared). Only `fieldsDigest` uses this
 * list. Don't change it: with one field more or less, stored mails would no longer be recognised.
 */
export const traceField = new RegExp(
  `^(?:${[
    'return-path|received|received-spf|x-received|delivered-to|x-delivered-to|x-original-to|envelope-to|x-envelope-(?:to|from)|delivery-date|apparently-to|errors-to',
    'resent-[a-z-]+|x-resent-[a-z-]+|authentication-results|x-authentication-[a-z-]+|arc-[a-z-]+|x-google-[a-z-]+|x-gm-[a-z-]+|x-spam[a-z-]*|x-virus[a-z-]*|x-amavis[a-z-]*|x-scanned[a-z-]*',
    'x-(?:antivirus|barracuda|brightmail|bogosity|clamav|cloudmark|dspam|esetid|fireeye|ironport|kse|mailscanner|messagelabs|mimecast|proofpoint|rspamd|sophos|symantec|tm-as)[a-z0-9-]*',
    'dkim-signature|domainkey-signature',
    'x-ms-exchange-[a-z-]+|x-ms-(?:publictraffictype|traffictypediagnostic|office365-[a-z-]+|userprincipalname|has-attach|tnef-correlator)|x-microsoft-antispam[a-z-]*|x-forefront-[a-z-]+|x-eop[a-z-]*|x-exchange-[a-z-]+|x-originatororg|x-incomingtopheadermarker|x-incomingheadercount',
    'x-uid|x-uidl|x-status|status|x-keywords|x-mozilla-[a-z-]+|x-folder|x-imap[a-z-]*|content-length|lines',
    'mime-version|content-type|content-transfer-encoding|x-mime-autoconverted',
  ].join('|')})$`,
);
