import type { ReasonPhrases } from './reason-phrase.ts';

/**
 * Refusals because of the sender's address or identity; they say nothing about the recipient's
 * address.
 */
export const senderPhrases: readonly ReasonPhrases[] = [
  {
    reason: 'policy',
    detail: 'authentication-failure',
    phrases: [
      '\\b(?:spf|dkim|dmarc|sender id|arc)\\b[^.]{0,60} (?:fail|softfail|reject|record|check|policy|verif|validat|pass|not|invalid|error|hard ?fail)',
      '(?:fail|reject|not pass|policy|violat|due to|because|based on)[^.]{0,60} \\(?(?:spf|dkim|dmarc)\\b',
      'sender policy framework',
      'unauthenticated (?:e-?mail|mail|message|sender)',
      'authentication checks? fail',
      'dmarcrejection',
      'not (?:allowed|permitted|authori[sz]ed) to send (?:from|mail from|e-?mail from|on behalf|as)',
      'not (?:designated|a permitted) (?:as )?(?:a )?(?:permitted )?sender',
      'is not (?:rfc|authenticated|signed)[^.]{0,20}(?:dkim|spf)',
      'mismatch[^.]{0,30}(?:spf|dkim)',
    ],
  },
  {
    reason: 'policy',
    detail: 'sender-rejected',
    phrases: [
      '(?:sender|from|envelope-from|return-path|mail from)(?: (?:e-?mail )?(?:address|domain|host|mailbox))?(?: [^ ]{1,100}){0,2} (?:is |was |are )?(?:rejected|denied|refused|invalid|unknown|not (?:allowed|accepted|found|valid|exist)|unverified|does not exist|doesn.t exist|could not be verified|undeliverable|blocked|blacklisted|verify failed|verification failed)',
      'domain of sender',
      'sender (?:address|domain)[>"\')\\]]?[:;,.]? (?:[^ ]{1,20} ){0,3}(?:cannot|can.t|couldn.t|could not|doesn.t|isn.t|is not|has no|no |non-?exist|unknown|invalid|unresolv)',
      'your (?:own )?(?:e-?mail |mail |sending |sender.s |from |envelope )?(?:domain|address|host|hostname|sender)(?: name)?(?: [^ .]{1,60}){0,4} (?:does not|doesn.t|has no|is not|isn.t|is unknown|is invalid|could not|couldn.t|cannot|can.t|is unresolv)',
      'sender.s? (?:address|domain|host)[^.]{0,60} (?:not|invalid|reject|unresolv|no )',
      '(?:unroutable|unrouteable|invalid|bad|unknown|unverified|forged|fake|nonexistent|missing) (?:sender|return path|from address|envelope sender)',
      'sender verif(?:y|ication)',
      'verification failed for <',
      'rejected mail from',
      'server rejected mail from address',
      'access denied to sender',
      'you are not (?:allowed|permitted|authori[sz]ed) to send',
      'bad (?:return|reverse)[- ]path',
      'null sender|empty envelope sender|batv|backscatter|unsigned dsn|third-party dsn|invalid bounce',
      'emetteur[^.]{0,20} (?:invalide|inconnu|refuse)|anti-?spoofing|spoof|sender blocked',
      'not verified|not owned by user|fully qualified e-?mail address',
      'valid (?:from|sender)\\b',
      'from (?:field|header|address)[^.]{0,40} (?:not accepted|invalid|missing|syntax)',
      'does not exist e2110',
      'expediteur (?:refuse|invalide|inconnu)',
      'absender[^.]{0,40} (?:abgelehnt|ungultig|unbekannt|nicht)',
      'remitente (?:rechazado|invalido|no)',
    ],
  },
];
