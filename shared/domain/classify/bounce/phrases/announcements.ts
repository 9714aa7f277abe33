/**
 * Lines that announce the addresses that failed; the addresses follow. Regular expressions for a
 * line in lower case, without accents; linear, since all repetitions are bounded.
 */
export const announcements: readonly string[] = [
  'following (?:e-?mail |mail |intended |destination |list of )?(?:addresse?s?|address\\(?e?s?\\)?|recipients?|recipient\\(s\\)|users?|destinations?|mailbox(?:es)?)(?! ?book)',
  '(?:failed|undeliverable|invalid|rejected|bad|unknown|intended|affected|erroneous|unreachable) (?:e-?mail )?(?:addresses|address|recipients?|recipient\\(s\\)|users?)(?: follows?| are| is|:|\\s|$)',
  '(?:these|some|those) (?:recipients|addresses|users)',
  'list of (?:the )?(?:affected |failed )?recipients',
  'recipients? did not receive|did not receive (?:a copy|this|your|the)',
  'address(?:es|\\(es\\))? (?:to which|that failed|failed|which was|could not|had|below|listed)',
  '(?:not|n.t) (?:yet )?(?:be )?(?:been )?(?:delivered|sent|reached)(?: successfully)?(?: to)?(?: the| these)?(?: recipients?| address(?:es)?| users?)? ?:?$',
  '(?:unable|failed|not able|impossible|failure|couldn.t|could not) (?:to )?(?:deliver|delivering|send)(?: (?:your|the|this))?(?: (?:message|mail|e-?mail))? (?:to|for) ?:?$',
  'delivery (?:to|of)(?: [^ ]{1,30}){0,5} (?:failed|has failed|has been delayed|was delayed)',
  'delivery of (?:e-?)?mail to this address',
  '(?:undeliverable|undelivered|delivered|sent) to(?: the following)? ?:?$',
  'rejected your message to|gave this error for',
  'had (?:permanent|transient|delivery|fatal|non-fatal)',
  'failed recipients|failed addresses|failure reasons',
  'an error (?:occurred|has occurred) while (?:trying|attempting) to deliver',
  // other languages
  '(?:folgende[nr]?|diese[nr]?|nachstehende[nr]?) (?:empfanger|adressen?|e-mail-adressen?|personen|gruppen|verteiler)',
  '(?:destinataires?|adresses?)(?: ou groupes)? (?:suivants?|suivantes?|ci-dessous)|aux? (?:destinataires?|adresses?)',
  '(?:los |las )?(?:siguientes|estos|estas|a los) (?:destinatarios|direcciones|grupos)|(?:destinatarios|direccion(?:es)?)(?: de correo)?(?: electronico)? siguientes?',
  '(?:os |as )?(?:seguintes|estes|esses) (?:destinatarios|enderecos|grupos)|(?:destinatarios|enderecos) (?:a seguir|seguintes)',
  '(?:i |gli |ai )?(?:seguenti|questi) (?:destinatari|indirizzi|gruppi)|(?:destinatari|indirizzi)(?: o gruppi)? (?:seguenti|indicati)',
  '(?:de )?(?:volgende|deze) (?:ontvangers?|geadresseerden?|adressen|personen|groepen)',
  '(?:foljande|dessa|folgende|disse) (?:mottagare|adresser|modtagere|mottakere|grupper|e-postadresser)',
  '(?:nastepujac\\w{1,4}|tych|ponizsz\\w{1,4}) (?:adresat\\w{0,4}|odbiorc\\w{0,3}|adres\\w{0,4})',
  '(?:nasledujici\\w{0,2}|temto) (?:prijemc\\w{0,3}|adresat\\w{0,3}|adres\\w{0,3})',
  '(?:asagidaki|su) (?:alici\\w{0,6}|adres\\w{0,6}|kisi\\w{0,6})',
  '(?:следующ[а-я]{0,4}|нескольким|этим|указанн[а-я]{0,4}) (?:адресат[а-я]{0,4}|получател[а-я]{0,4}|адрес[а-я]{0,4})',
  '(?:次|以下)の[^。]{0,20}(?:受信者|宛先|あて先|アドレス|グループ)|(?:送信|配信)(?:に失敗|できません)',
  '(?:以下|下列|这些|這些)(?:的)?(?:收件人|地址|邮箱|郵箱|组)|无法投递|無法投遞|投递失败',
  '다음 (?:받는 사람|수신자|주소)|전송하지 못',
];

/** Failures reported in the same line as the address. */
export const inlineFailures: readonly string[] = [
  'unknown user|user unknown|no such|invalid (?:final|recipient|receiver|user|address)|undeliver|not (?:be )?(?:been )?deliver',
  'unable to (?:deliver|send|locate|find)|wasn.t able|couldn.t be|could not|cannot be|can.t (?:be|find)|fail(?:ed|ure)|reject|refus|exceeds',
  'not (?:a valid|found|exist|listed|reach|accept)|does(?: not|n.t) (?:exist|have)|error (?:delivering|sending)|returned|blocked',
  'over quota|is full|full mailbox|deferred|delayed|unavailable|violation|valid user|bounced|disabled|suspended|timed out',
  'recipient(?: address)? ?:|intended recipient|user ?:|final recipient|address ?: ?<?[^ ]{1,100}@|rcpt to ?: ?<',
];

/** Lines with an address that did not fail: whom to ask, the sender, what was looked up. */
export const notRecipients: readonly string[] = [
  'assistance|contact|questions?\\b|help ?desk|support|please (?:send|forward|e-?mail|mail|report|call|write)|complain|abuse',
  '(?:^|\\s)(?:mail )?from ?[:<]|received from|from mta|^from |sender ?:|sent by|message sent|reply-to|message-?id|envelope-from',
  '(?:accept(?:s|ing)?|receiv(?:e|es|ing)|allow(?:s|ing)?|tak(?:e|es|ing)) (?:any )?(?:e-?)?(?:mails?|messages?) from ',
  'originally|subscribe|more information|visit|administrator for|x-mailer|hello |^hi |sorry [^ ]{1,100}@|dear |generating server|remote server returned',
];
