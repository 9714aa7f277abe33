import type { ReasonPhrases } from './reason-phrase.ts';

/** A mailbox that exists but is full. */
export const fullPhrases: ReasonPhrases = {
  reason: 'mailbox-full',
  phrases: [
    '(?:mail ?box|mail ?folder|inbox|mail ?drop|account|maildir|folder|postbox)(?: [^ ]{1,100}){0,3} (?:is |was |are )?(?:currently |temporarily )?(?:almost |too )?full',
    'full (?:mail ?box|inbox|maildir)',
    'due to (?:a )?full',
    '(?:over|exceeds?|exceeded|exceeding|out of|above|beyond|reached|no)[^.]{0,40} (?:quota|disk ?space|disk space limit|storage (?:limit|quota|space)|mailbox size|allotted|allocation)',
    'overquota|over-quota',
    '(?:quota|disc quota|disk quota|storage)(?: [^ ]{1,60}){0,2} (?:is |was |has been |would be )?(?:exceed|violation|full|limit|reached|overdrawn|over)',
    'quotaexceeded|shutoffquota',
    'mailbox (?:size )?(?:limit )?(?:exceed|over)',
    '(?:not enough|insufficient|no|lack of) (?:storage |disk |mailbox |free |available )?(?:space|storage|room)(?: (?:left|available))? (?:in|for|on)(?: the)?(?: [^ ]{1,60}){0,2} ?(?:mail ?box|user|account|recipient)',
    'storage space in user',
    'exceeds allowed size',
    'overdrawn his',
    'number of messages in recipient',
    'too many messages in (?:the |this )?(?:mailbox|inbox|folder)',
    'out of storage space',
    'mailbox space',
    'exceeding receiving limits|exceeded storage allocation|exceed maximum allowed storage',
    '(?:not|n.t) (?:have )?(?:enough|sufficient) (?:disk |storage |mailbox |free )?space',
    'space has been used up|no space left',
    'too much mail data|too many messages on the server',
    'mail file size exceeds',
    '(?:user|recipient|account|mailbox)(?: [^ ]{1,60}){0,2} (?:reached|over|exceeds?|exceeded|exceeding) (?:[^ ]{1,20} ){0,3}(?:quota|limit)',
    'memory space (?:is )?full',
    'inbox is full',
    'postfach[^.]{0,40} (?:voll|uberfullt|erschopft)|speicherplatz',
    'boite[^.]{0,40} (?:pleine|saturee)|quota depasse',
    '(?:buzon|casilla|cuenta|bandeja)[^.]{0,40} (?:llen[oa]|cuota|excedid)',
    'casella[^.]{0,40} piena|quota superata',
    '(?:caixa|conta)[^.]{0,40} (?:cheia|lotada|excedid)',
    'postvak[^.]{0,30} vol\\b|postkasse[^.]{0,30} full|(?:brevlada|inkorg)[^.]{0,30} full',
    'boite pleine|skrzynka[^.]{0,40} (?:pelna|przepelniona)|przekroczono limit',
    'schranka[^.]{0,30} plna',
    'ящик[^.]{0,40} (?:переполнен|заполнен)|превышен[^.]{0,20} (?:квот|лимит)',
    '(?:メールボックス|受信箱|受信ボックス|容量)[^。]{0,60}(?:一杯|いっぱい|満杯|超え|超過|オーバー)',
    '(?:邮箱|郵箱|空间|容量)[^。]{0,20}(?:已满|已滿|满|不足)',
  ],
};

export const tooLargePhrases: ReasonPhrases = {
  reason: 'too-large',
  phrases: [
    '(?:message|mail|e-?mail|file|header|attachment|data|body|content)s?(?: [^ ]{1,60}){0,3} (?:is |are |was )?too (?:big|large|long)',
    'too (?:big|large) (?:a )?(?:message|mail|e-?mail|for)',
    '(?:message|mail|e-?mail|header|attachment)(?:.s)? (?:size|length)(?: [^ ]{1,60}){0,3} (?:exceed|larger|over|limit|too|restrict)',
    'exceeds? (?:the |a |our |this )?(?:fixed |local |allowed |permitted |server.?s? )?(?:maximum|max|limit|size|administrative)[^.]{0,40} (?:size|length|limit|message|allowed|of)',
    'exceeds (?:the )?(?:size|length|message) limit',
    'max(?:imum)? (?:message|mail|e-?mail|allowed) (?:size|length)',
    '(?:message|mail|line) (?:size |length )?limit (?:is )?exceeded',
    'size ?limit',
    'sizelimit',
    'line (?:is )?(?:too long|limit exceeded)',
    'larger than (?:the )?(?:current )?(?:system|maximum|allowed|permitted|limit)',
    'message size|size=message',
    'nachricht[^.]{0,30} zu gross|zu grosse nachricht',
    'taille limite du message|content size exceeds|column.line too long|file too big',
    'message trop (?:volumineux|gros|grand)',
    'mensaje[^.]{0,30} demasiado grande|mensagem[^.]{0,30} muito grande|messaggio[^.]{0,30} troppo grande',
    'письмо[^.]{0,30} слишком большое',
  ],
};

/**
 * The mailbox exists but is not served now: suspended, frozen, unused. Not proof that the address
 * is dead.
 */
export const suspendedPhrases: ReasonPhrases = {
  reason: 'suspended',
  phrases: [
    '(?:account|mailbox|user|recipient|address|inbox)(?: [^ ]{1,100}){0,2} (?:has been |have been |is |was |are )?(?:currently |temporarily |administratively |temporary |permanently )?(?:suspended|disabled|deactivated|inactive|locked|frozen|blocked|on hold|dormant|not active|inactivated|not activated)',
    '(?:inactive|disabled|suspended|dormant|locked|deactivated) (?:account|mailbox|user|recipient|customer)',
    '\\[suspend\\]',
    'disabled or discontinued|mailbox unavailable or access denied',
    'extended inactivity|boite du destinataire archivee|temporarily inactive|user is terminated',
    'suspend the service',
    'rejected: on hold',
    'account (?:that you tried to reach )?is (?:disabled|inactive|over)',
    'account (?:expired|inactive|inactif)',
    'compte[^.]{0,40} (?:bloque|desactive|suspendu)',
    'konto[^.]{0,30} (?:gesperrt|deaktiviert|niedostepne|zablokowane)',
    'cuenta[^.]{0,30} (?:suspendida|desactivada|bloqueada)',
    '(?:аккаунт|ящик)[^.]{0,30} (?:заблокирован|отключен)',
  ],
};

/** The sending side gave up waiting. */
export const expiredPhrases: ReasonPhrases = {
  reason: 'expired',
  phrases: [
    '(?:retry|delivery) time(?:out)?[^.]{0,20} (?:exceeded|expired|out)',
    'retry timeout|retry time not reached|long failure period',
    '(?:message|envelope|mail|delivery|queue)(?: time| lifetime)? (?:has )?expired',
    'maximum-?time-?expired|max(?:imum)? (?:queue|retry|delivery)[^.]{0,20} (?:time|lifetime|exceeded)',
    'timed? ?-?out',
    'too long (?:in|on) (?:the )?queue|in (?:the )?queue (?:for )?too long|queue too long',
    '(?:cannot|could not|can.t|unable to|not) (?:send|deliver|delivered|be delivered)(?: the| your)?(?: message| mail)?(?: within| for| in| after)(?: the)?(?: last| past)? [^ ]{0,10} ?\\d',
    'undelivered (?:for|after) ',
    'giving up (?:after|on this)',
    'seconds\\. giving up',
    'delivery failed \\d{1,3} attempts',
    '(?:have|has) been failing for a long time',
    'not delivered within',
    'did not accept our requests to connect',
    '(?:host|server) (?:is )?not respond',
    'resources temporarily unavailable',
    'multiple retries|allowed queue period|not been collected after|could not find a gateway',
    'no response from|not responding|no answer from host',
    'attempts? (?:have |has )?(?:failed|expired|exceeded)',
    'zeituberschreitung|delai d.attente|tiempo de espera|tempo esgotado',
    'истекло время|タイムアウト|超时|逾時|時間内',
  ],
};

/** A name that could not be looked up for the moment. */
export const temporaryLookupPhrases: ReasonPhrases = {
  reason: 'network',
  phrases: [
    'host not found,? try again',
    'temporary failure in name resolution',
    'domain name system error|dns temporary',
    'name service error[^:]{0,200}: (?:[^ ]{1,30} ){0,6}try again',
    // a name server that fails, or gives an invalid answer, does not say that there is no such host
    'malformed or unexpected name server',
    'servfail|(?:dns|query|lookup|resolution|resolver)[^.]{0,60} ?server ?failure',
    '(?:dns|name ?server|name service|host ?name|host|mx|domain|cname|address)(?: [^ ]{1,80}){0,4} (?:lookup|look-up|query|resolution|request|resolver)s?(?: [^ ]{1,80}){0,3} (?:timed? ?-?out|timeout|refused|temporar|deferred|did not complete)',
    'host name lookup failure|temporary (?:lookup|dns|name ?server) (?:failure|error)',
  ],
};

export const networkPhrases: ReasonPhrases = {
  reason: 'network',
  phrases: [
    'connection (?:was )?(?:refused|reset|closed|dropped|lost|aborted|terminated|failed|error|unexpectedly)',
    '(?:lost|closed|dropped|no|establish an?|refused) (?:smtp )?connection',
    'connection to [^ ]{1,80} (?:refused|failed|lost)',
    'no route to host',
    'network (?:is )?(?:unreachable|error|failure|problem|is down)',
    'network error',
    'host (?:is )?(?:unreachable|down|unavailable)',
    'too many hops|hop count|maximum hop',
    '(?:mail|routing|delivery|forwarding) loop|loops? back|loop(?:ing)? detected|loopdetect|mailloop',
    'host lookup did not complete|cname lookup failed|lowest numbered mx|best-preference mx|received. headers|routing loop',
    'malformed or unexpected name server|unable to resolve route|mail would create a loop|aliasing/forwarding loop|looping\\b',
    '(?:dns|name server|nameserver|lookup)[^.]{0,40} (?:fail|error|problem|timeout|query|temporar)',
    'try again later|try later|veuillez essayer plus tard',
    'tls (?:is )?(?:required|negotiation|handshake|not available)|starttls',
    'socket error',
    'unable to (?:connect|route)|could not connect|couldn.t connect|cannot connect',
    'no mx or srv|temporary lookup|name service temporarily',
    'destination (?:mxs|host|server) (?:unreachable|down)',
  ],
};

export const systemPhrases: ReasonPhrases = {
  reason: 'system',
  phrases: [
    'insufficient (?:system )?(?:storage|resources|disk|memory|permission)',
    'system (?:error|storage|failure|resources|not|full|i/o)',
    '(?:internal|local|mailer|unknown mailer|software|configuration|server|temporary|operating system|disk|i/o|database) (?:server )?(?:error|failure|problem|misconfigur)',
    'command (?:died|output|failed|line)',
    'temporary (?:system|local|server) ',
    'service (?:is )?(?:currently |temporarily )?(?:unavailable|not available)',
    'transaction failed',
    'too many recipients',
    'local delivery failed|delivery agent|deferral|local configuration',
    'cannot (?:open|create|write|append|allocate|lock|update)|can.t (?:open|create|write|use)|unable to (?:open|create|write|lock)',
    'permission denied',
    'x-unix; ?\\d',
    'out of (?:memory|disk)',
    'exit (?:status|code)|procmail|queue file write error|interrupted system call|no mdb|misconfigured',
    'not unique|several matches',
    'mapiexception|storedrv|resolver\\.',
    'remote protocol error|syntax error|command (?:not|un)(?: ?implemented|recogni)|bad sequence',
    'returned error code|error code',
  ],
};
