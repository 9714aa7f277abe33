import type { ReasonPhrases } from './reason-phrase.ts';

/** Blocklists and filters that refuse by reputation: in words, and as hosts of URLs. */
export const blocklistNames =
  '\\b(?:dnsbl|rbl|sbl|xbl|pbl|dnsrbl|rhsbl|uribl|surbl|cbl|dbl|zen)\\b|spamhaus|spamcop|sorbs|barracudacentral|spfbl|senderscore|senderbase|abuseat|uceprotect|mailspike|invaluement|spamrats|cloudmark|proofpoint|trustedsource|psbl|njabl|mail-abuse|manitu|truncate\\.gbudb';

/**
 * "Connection refused by mx.fabrikam.example": no server is listening there; "by policy" or "by our
 * blocklist" would be a refusal.
 */
const otherSystem =
  '(?:(?:the )?(?:remote |foreign |destination |other |mail |peer |recipient.?s? ){0,2}(?:host|peer|server|machine|system|end|side)\\b|\\[?[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63}){1,8}\\]?\\.?(?: |$|[,;:)]))';
const ipAddress = '(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[\\da-f]{1,4}(?::[\\da-f]{0,4}){2,7})';

/** The sender has sent too much: a quota, but not that of the mailbox. */
export const sendingQuotaPhrases: ReasonPhrases = {
  reason: 'blocked',
  detail: 'rate-limited',
  phrases: [
    '(?:relay|sending|send|submission|outgoing|outbound|message rate|mail rate|recipient rate) quota',
    '(?:daily|hourly) (?:[^ ]{1,30} )?(?:quota|limit)',
    'quota for (?:sending|senders|relaying)',
    'too many (?:[^ ]{1,30} ){1,4}(?:this|per|an|each|in (?:the|an|one|this)|within (?:the|an|one)|(?:in )?(?:the )?(?:last|past)) (?:\\d{1,4} )?(?:second|minute|hour|day|week)s?',
    // a defence against guessed addresses, which says nothing about this one
    'too many (?:bad|invalid|unknown|non-?existent|wrong|incorrect|undeliverable|rejected|failed) (?:recipient|rcpt|user|address|mailbox|command|login|attempt)',
    // "192.0.2.1 has sent to …", "192.0.2.1 is not allowed to …": the sentence is about the sending
    // host
    `(?:^|[-:;,.>)\\]] ?| (?:ip|client|sender|your ip|ip address) )\\[?${ipAddress}\\]? (?:has|had|is|was|isn't|sent|exceeded|exceeds|may not|must not|cannot)\\b(?! (?:not |currently ){0,2}(?:respond|reach|answer|unreach|down|available|unavail|unknown|accept|listening))`,
  ],
};

/**
 * Refusals because of the sending system's name: words like "host not found" are about that name,
 * not the recipient's.
 */
export const clientNamePhrases: ReasonPhrases = {
  reason: 'blocked',
  detail: 'reverse-dns',
  phrases: [
    '(?:reverse|rev) ?(?:dns|lookup)',
    '\\br-?dns\\b',
    '\\bptr\\b',
    'cannot find your (?:reverse )?(?:hostname|host name)',
    'unverif[iy]+able (?:sending )?ip',
    'mismatches client ip',
    'helo command rejected',
    '(?:invalid|bad|unresolvable) (?:helo|ehlo|hostname)',
    'without a valid sender domain',
    'dynamic(?:ally)?[ -](?:assigned |allocated )?(?:ip|address|range|pool|host)',
    'generic (?:hostname|rdns)',
    'residential',
    'dialup|dial-up',
  ],
};

/** Refusals of the sending system: its address, its reputation, its rate. */
export const blockedPhrases: readonly ReasonPhrases[] = [
  {
    reason: 'blocked',
    detail: 'rate-limited',
    phrases: [
      '(?:frequency|rate|hourly|daily|sending|message) ?(?:limit|limited|limitation|throttl|exceeded)',
      'too many (?:connections|messages|e-?mails|errors|concurrent|sessions|bad commands|mails)',
      'connection rate',
      '(?:rate|speed|number) (?:that )?(?:prevents|at which)',
      'at a rate that',
      'throttl(?:ed|ing)',
      'exceeded (?:the |its |your )?(?:rate|hourly|daily|sending|maximum number of (?:connections|messages))',
      'sending too (?:fast|many|much)',
      'slow down|trop de (?:connexions|messages)|unusual (?:rate|sending|activity|volume)',
      'deferred due to (?:user complaints|unexpected volume)',
      'service refused?e?, please try later',
      'service refuse',
    ],
  },
  {
    reason: 'blocked',
    detail: 'greylisted',
    phrases: ['gr[ae]y-? ?list', 'deferred as first contact', 'please retry (?:later|in)', 'postgrey'],
  },
  {
    reason: 'blocked',
    detail: 'reputation',
    phrases: [
      'black-? ?list',
      'block-? ?list',
      'deny-? ?list',
      blocklistNames,
      'blocked (?:using|by|at|from|due|ip|for)',
      '(?:ip|host|server|client|connection|network|address|domain)(?: address)?(?: \\[?[^ ]{1,60})? (?:is |was |has been |are |have been )?(?:currently |temporarily )?(?:blocked|banned|listed|denied|not allowed|prohibited|not permitted)',
      'host network not allowed',
      '(?:poor|low|bad|very low|negative) (?:domain |ip |sender |sending )?reputation',
      'reputation of the sending',
      'client host (?:rejected|blocked|\\[)',
      'client host[^.]{0,60} blocked',
      `connections? (?:from [^ ]{1,60} )?(?:refused|rejected|blocked) (?:due|because|by(?! ${otherSystem}))`,
      'not accepting (?:connections|mail from)',
      'connections not accepted',
      'messages from [^ ]{1,60} weren.t sent',
      'mail server \\[?[^ ]{0,60} (?:is|was) (?:blocked|on)',
      'too many unwanted messages|too many spams from|currently sending spam|listed as abusive',
      'unresolvable relay|cannot resolve your|ip name lookup failed|confirm this mail server|requires confirmation',
      'aup#|(?:ip|adresse ip)[^.]{0,20} source bloquee|connexions? refusee|bounce attack',
      'banned sending|go away|not allowed to connect|not passed validation|dynamic ip|abus detecte',
      'bad sender ip',
      'your (?:ip|server|host|network|mail server|isp|address)[^.]{0,60} (?:block|reject|ban|list|refus|denied|suspicious)',
      'no access from mail server',
      'server access [^ ]{0,80} forbidden',
      'use the smtp server of your isp',
      'access (?:from ip|denied for ip)',
      '\\(bl\\)',
      'open (?:relay|proxy)',
      'botnet',
      '(?:refused|rejected|blocked) by (?:ip|policy of host|local (?:black|block))',
      'host (?:or|name)?[^.]{0,20} (?:banned|rejected)',
    ],
  },
];
