/**
 * What a program says about its own mail, at the beginning of a line: "This is an automated
 * response to your message …". People who write about such a reply put it differently. All in lower
 * case, without accents; bounded, so that their time is linear.
 */

/** How such a sentence begins, after a label of at most 20 characters ("Note: "). */
export const thisMail: readonly string[] = [
  'this (?:is|e-?mail is|message is|e-?mail was|message was|reply was|response was)',
  '(?:dies|das) ist|diese (?:e-?mail|nachricht|mail|antwort) (?:ist|wurde)|(?:hierbei|es) handelt es sich um|bei dieser (?:e-?mail|nachricht) handelt',
  "ceci est|c'est|il s'agit|ce (?:message|courriel|mail) (?:est|a ete)|cet e-?mail (?:est|a ete)",
  '(?:este|esta|esto) (?:es|mensaje es|correo es|mensaje ha sido|respuesta es)',
  '(?:questo|questa) (?:e|messaggio e|e-?mail e|risposta e)\\b',
  '(?:este|esta|isto) (?:e|mensagem e|e-?mail e|mensagem foi|resposta foi)\\b',
  'dit (?:is|bericht is|e-?mailbericht is)|deze (?:e-?mail|mail) is',
  '(?:dette|det her) er|denne (?:mail|e-?mail|meddelelse|besked|meldingen|e-?posten) er',
  '(?:detta|det har) ar|(?:detta|det har) (?:meddelande|mejl|e-?postmeddelande) (?:ar|har)',
  'tama (?:on|viesti on|sahkoposti on)',
  '(?:to|ta wiadomosc|niniejsza wiadomosc) jest|jest to|(?:ta|niniejsza) wiadomosc zostala',
  '(?:これは|この(?:メッセージ|メール|返信|通知)は|本(?:メール|メッセージ)は)',
];

/** Made by a program. */
export const madeByProgram = 'automaa?t|auto-?(?:repl|respon|svar|antwort|risp)|自動';

/** What a reply calls the mail that it replies to. */
export const yourMail: readonly string[] = [
  'your (?:e-?mail|message|mail|request|inquiry|enquiry|query|ticket)',
  '(?:ihre|ihrer|deine|deiner) (?:nachricht|e-?mail|mail|anfrage)',
  '(?:a|de|pour) votre (?:message|courriel|e-?mail|mail|demande)',
  '(?:su|tu) (?:mensaje|correo|e-?mail|solicitud|consulta)|al mensaje',
  '(?:al|del) (?:suo|vostro|tuo) (?:messaggio)|alla (?:sua|vostra|tua) (?:e-?mail|richiesta)|al messaggio',
  '(?:sua|seu) (?:mensagem|e-?mail|solicitacao|pedido)|a mensagem',
  '(?:uw|je|jouw) (?:bericht|e-?mail|mail|vraag|aanvraag)',
  '(?:din|dit|deres) (?:meddelelse|besked|mail|e-?mail|henvendelse)|(?:meldingen|e-?posten|henvendelsen) din|din (?:melding|e-?post)',
  '(?:ditt|din|ert) (?:meddelande|mejl|mail|e-?post|arende)',
  '(?:viestiisi|sahkopostiisi|viestiin|yhteydenottoosi)',
  '(?:twoja|panstwa|pana|pani) (?:wiadomosc|e-?mail|mail)|na (?:twoj|wiadomosc|e-?mail)',
  '(?:メッセージ|メール|お問い合わせ)',
];

/**
 * "This is the only notification you will receive while this person is away": Lotus Domino and
 * other programs that answer a sender only once.
 */
export const onlyNotification: readonly string[] = [
  'this is the only (?:notification|notice|message|reply|response|e-?mail) (?:that )?you will receive',
  '(?:dies|das) ist die einzige (?:benachrichtigung|nachricht|mitteilung|antwort)',
  "(?:c'est|ceci est|il s'agit de) (?:la seule|l'unique) (?:notification|reponse)|(?:c'est|ceci est) le seul message",
  '(?:esta|este) es (?:la unica|el unico) (?:notificacion|aviso|mensaje|respuesta)',
  "(?:questa|questo) e (?:l'unica|l'unico|la sola) (?:notifica|avviso|messaggio|risposta)",
  'esta e a unica (?:notificacao|mensagem|resposta)',
  'dit is (?:de|het) enige (?:melding|bericht|kennisgeving|antwoord)',
  'dette er den eneste (?:meddelelse|besked|underretning|melding|meldingen)|dette er det eneste (?:varsel|varselet|varslet|svar|svaret)',
  '(?:detta|det har) ar (?:den|det) enda (?:avisering|aviseringen|meddelande|meddelandet|svar|svaret)',
  'tama on ainoa (?:ilmoitus|viesti|vastaus)',
  '(?:to jest|jest to) (?:jedyne powiadomienie|jedyna (?:wiadomosc|odpowiedz))',
  'これは[^。]{0,60}唯一の(?:通知|返信|メッセージ)',
];

/**
 * A helpdesk's or a shop's program says that a request was received. Counts only with a number:
 * people also say "your ticket was closed".
 */
export const confirmsReceipt: readonly string[] = [
  'we (?:have )?(?:just )?received your (?:request|ticket|message|e-?mail|inquiry|enquiry|case|order)',
  'your (?:request|ticket|case|inquiry|enquiry|incident|message|e-?mail|issue|query|order)(?: [^ ]{1,60}){0,4} (?:has been|was|is) (?:now |successfully )?(?:received|registered|created|opened|logged|recorded)',
  'a (?:new )?(?:ticket|case|incident|request)(?: [^ ]{1,60}){0,4} (?:has been|was) (?:created|opened|registered|logged) for (?:you|your)\\b',
  '(?:ihre|deine) (?:anfrage|nachricht|e-?mail|mail|meldung)(?: [^ ]{1,60}){0,5} (?:erfasst|registriert|aufgenommen|eingegangen|erhalten|angelegt|eroffnet)',
  '(?:ihr|dein) ticket(?: [^ ]{1,60}){0,4} (?:erstellt|angelegt|eroffnet|erfasst)|(?:wir haben )?(?:ihre|deine) (?:anfrage|nachricht|e-?mail) (?:dankend )?erhalten',
  'votre (?:demande|message|ticket|courriel|incident|requete)(?: [^ ]{1,60}){0,4} (?:bien )?ete (?:recue?|enregistree?|creee?|prise? en compte)|nous avons (?:bien )?recu votre (?:demande|message|courriel)',
  '(?:su|tu) (?:solicitud|mensaje|ticket|incidencia|consulta|caso|peticion)(?: [^ ]{1,60}){0,4} (?:ha sido|fue) (?:recibid|registrad|cread|abiert)[oa]|hemos recibido (?:su|tu) (?:solicitud|mensaje|consulta|correo)',
  '(?:sua|tua|vostra|suo|tuo|vostro) (?:richiesta|messaggio|ticket|segnalazione)(?: [^ ]{1,60}){0,4} e stat[oa] (?:ricevut|registrat|apert|creat|pres)[oa]|abbiamo ricevuto la (?:sua|tua|vostra) (?:richiesta|segnalazione|e-?mail)',
  '(?:sua|seu) (?:solicitacao|mensagem|chamado|pedido|ticket)(?: [^ ]{1,60}){0,4} foi (?:recebid|registrad|criad|abert)[oa]|recebemos (?:a )?sua (?:solicitacao|mensagem)|recebemos (?:o )?seu (?:pedido|chamado|e-?mail)',
  '(?:uw|je) (?:verzoek|aanvraag|melding|bericht|ticket|e-?mail|vraag)(?: [^ ]{1,60}){0,4} (?:is|werd) (?:ontvangen|geregistreerd|aangemaakt)|(?:wij|we) hebben (?:uw|je) (?:verzoek|aanvraag|melding|bericht|e-?mail|vraag)(?: [^ ]{1,60}){0,3} ontvangen',
  '(?:din|deres) (?:henvendelse|sag|besked|mail|anmodning|sak|foresporsel|melding)(?: [^ ]{1,60}){0,4} er (?:blevet |na )?(?:modtaget|registreret|oprettet|mottatt|registrert|opprettet)|(?:henvendelsen|saken|meldingen) din(?: [^ ]{1,60}){0,3} er (?:mottatt|registrert|opprettet)|vi har (?:modtaget|mottatt) (?:din|deres|henvendelsen din|meldingen din)',
  '(?:ditt|din|ert|er) (?:arende|forfragan|meddelande|mail|mejl)(?: [^ ]{1,60}){0,4} (?:har|ar) (?:mottagits|registrerats|skapats|tagits emot|mottaget|registrerat)|vi har (?:mottagit|tagit emot) (?:ditt|din|ert|er) ',
  '(?:pyyntosi|viestisi|tikettisi|yhteydenottosi|palvelupyyntosi)(?: [^ ]{1,60}){0,3} on (?:vastaanotettu|kirjattu|rekisteroity|luotu)|olemme vastaanottaneet (?:pyyntosi|viestisi|yhteydenottosi)',
  '(?:twoje|panstwa|pana|pani) (?:zgloszenie|zapytanie|wiadomosc)(?: [^ ]{1,60}){0,4} zostal[oa] (?:zarejestrowan|przyjet|utworzon|otrzyman)[ea]|otrzymalismy (?:twoje|panstwa|twoja) (?:zgloszenie|zapytanie|wiadomosc)',
  '(?:お問い合わせ|ご依頼|チケット|リクエスト|お問合せ)[^。]{0,40}(?:受け付け|受付|登録|作成|受領)[^。]{0,10}(?:ました|です)',
];
