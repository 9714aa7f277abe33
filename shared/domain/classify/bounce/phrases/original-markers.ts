/**
 * The lines after which a report shows the returned mail or its header. In lower case, without
 * leading rules and spaces.
 */
export const originalMarkers: readonly RegExp[] = [
  /^(?:this |here |below |included |enclosed |attached )?(?:below this line |the following |following )?(?:is |are )?an? (?:copy|excerpt) of (?:the|your) (?:original |returned )?(?:message|mail)/,
  /^below this line is/,
  /^(?:original|returned|unsent|undelivered|rejected|bounced) (?:message|mail|e-mail)(?: (?:follows|header|headers|below|text|info)|:|$| -)/,
  /^(?:your |the )?(?:original|returned|unsent|undelivered) (?:message|mail)(?: header| text)?s?(?: follows?| is| below| attached|:| \(|$)/,
  /^(?:the )?(?:first \d{1,4} lines of )?(?:your |the )?original message (?:follows|is)/,
  /^(?:the )?(?:message )?headers? (?:of the original message |follows?)/,
  /^(?:original )?message (?:headers?|text|body) follows?/,
  /^included is a copy/,
  /^original message headers/,
  /^unsent message below/,
  /^(?:a )?copy of the (?:original )?message/,
  /^(?:the body of the message is|the following is the original)/,
  /^(?:ursprungliche (?:nachricht|kopfzeilen)|originale nachricht|kopfzeilen der ursprunglichen)/,
  /^(?:en-tetes de message|message d.origine|le message d.origine)/,
  /^(?:encabezados|mensaje original|el mensaje original|mensagem original|cabecalhos)/,
  /^(?:intestazioni|messaggio originale)/,
  /^(?:oorspronkelijk|ursprungligt|oprindelig|opprinnelig)/,
  /^(?:исходное|оригинал|заголовки исходного)/,
  /^(?:元のメッセー[シジ]|元のメール|原始邮件|原邮件(?!信息)|郵件標頭|原始郵件)/,
];

/**
 * Fields of a mail's header: the returned mail begins where several such lines follow each other
 * (RFC 5322 3.6, RFC 5321 4.4).
 */
export const headerLine =
  /^(?:> ?)?(?:return-path|received|delivered-to|message-id|mime-version|dkim-signature|domainkey-signature|authentication-results|arc-[a-z-]{3,40}|x-[a-z0-9-]{2,60}|content-type|content-transfer-encoding|date|from|to|cc|subject|reply-to|sender|user-agent|references|in-reply-to|thread-[a-z]{3,10}|importance|precedence|list-[a-z]{2,20}|feedback-id|received-spf|errors-to|organization) ?:/i;

/**
 * Header fields that a report doesn't use to describe the mail (it may give From, To, Date and
 * Subject).
 */
export const certainHeaderLine =
  /^(?:> ?)?(?:return-path|received|delivered-to|message-id|mime-version|dkim-signature|x-received|arc-seal) ?:/i;
