/**
 * What programs add to the subject, before it, after it or in brackets, when they reply for
 * somebody who is away or has not read the mail yet: "automatic reply" in the languages of mail
 * programs. In lower case, without accents. Supporting evidence, never proof.
 */
export const automaticReplyWords: readonly string[] = [
  'auto(?:matic|mated|matical)?[ -]?(?:reply|response|respond|responder|answer|mail reply)',
  'autoreply|autoresponder|autoresponse|autorespond|autorespons',
  'automatische antwort(?:mail)?|automatische ruckantwort|auto-antwort',
  'reponse automatique|reponse d.absence|message d.absence automatique',
  'respuesta automatica|contestacion automatica|auto-?respuesta|contestador automatico',
  'risposta automatica|risponditore automatico',
  'resposta automatica|resposta auto',
  'automatisch antwoord|automatisch bericht',
  'autosvar|automatiskt? svar|automatisk svarsmelding',
  'automaattinen vastaus',
  'automatvastus|automaatvastus',
  'automatiska atbilde|automatiska? ?atbild\\w{0,3}',
  'automatinis atsakym\\w{1,3}',
  'automaticka odpoved|automatick\\w{1,3} odpoved',
  'odpowiedz automatyczna|automatyczna odpowiedz|autoodpowiedz|autoresponder',
  'automatikus valasz',
  'raspuns automat',
  'automatski odgovor|samodejni odgovor',
  'автоматическ[а-я]{2} ответ|автоответ[а-я]{0,3}',
  'автоматична відповідь|автовідповідь',
  'автоматичен отговор',
  'otomatik yanit|otomatik cevap',
  'αυτοματη απαντηση',
  'תשובה אוטומטית|מענה אוטומטי',
  'رد تلقائي|الرد التلقائي',
  '自動応答|自動返信|自动答复|自动回复|自動回覆|自動回復',
  '자동 회신|자동 응답|부재중 자동',
  'ตอบกลับอัตโนมัติ',
  'tra loi tu dong',
  'balasan otomatis',
];

/**
 * Subjects of absence notes. People use these words as well, so they count only before a colon and
 * the original subject.
 */
export const absenceWords: readonly string[] = [
  'auto',
  'out[ -]of[ -](?:the )?office(?: (?:auto ?-?reply|reply|notification|message|response|alert))?',
  'ooo|oof',
  'vacation(?: (?:reply|response|message|notice))?|away(?: (?:message|from my mail|notice))?|on vacation|holiday(?: notice)?',
  'abwesenheits(?:notiz|nachricht|meldung|hinweis|assistent|benachrichtigung)|abwesend|abwesenheit|nicht im (?:buro|haus)',
  'absence(?: du bureau)?|absent(?:e)?(?: du bureau)?|en conges?|hors du bureau',
  'fuera de (?:la )?oficina|ausencia(?: temporal)?|ausente|vacaciones',
  'fuori (?:sede|ufficio)|assenza|assente|in ferie',
  'fora do escritorio|ausencia temporaria|ausente|ferias',
  'afwezig(?:heid|heidsbericht)?|niet aanwezig|vakantie|buiten kantoor',
  'franvaro|franvarande|ej pa kontoret|borta fran kontoret|ikke til stede|ikke pa kontoret|fravaer|fravaersmelding|ferie',
  'poissa(?: toimistosta)?|poissaoloilmoitus|lomalla',
  'poza biurem|nieobecnosc|nieobecny|urlop',
  'mimo kancelar|nepritomnost|dovolena|som mimo|neprítomnost',
  'hazon kivul|szabadsag|irodan kivul',
  'concediu|absent',
  'вне офиса|отсутствие|нет на месте|в отпуске',
  'ofis disi(?: mesaji)?|ofis disinda|izinde',
  'εκτος γραφειου|מחוץ למשרד|خارج المكتب',
  '不在(?:通知|連絡)?|外出中|不在办公室|外出|休假|부재중',
];

/**
 * What an absence note or an automatic reply says about itself in its first lines. In lower case,
 * without accents.
 */
export const absencePhrases: readonly string[] = [
  '(?:i am|i.m|i will be|i.ll be|we are|is|will be|am|are) (?:currently |now |presently |still |also )?(?:out|away|on (?:annual |sick |maternity |paternity |parental |summer |a )?(?:vacation|holiday|holidays|leave|business trip|pto)|not in the office|absent|unavailable|travell?ing)',
  'out of (?:the |my )?office|away from (?:my|the) (?:desk|office|mail|e-?mail)|(?:no|limited|intermittent) access to (?:my )?(?:e-?mail|mail)',
  '(?:returning|return|back) (?:to the office )?(?:on|to|in|at|from) |back in the office|upon my return|when i (?:return|get back|am back)',
  '(?:this is an? |this )?(?:automatic(?:ally generated)?|automated) (?:reply|response|message|answer|e-?mail)',
  'no longer (?:in use|monitored|works?|working|with|employed|active|available)',
  '(?:have|has) received your (?:message|e-?mail|request|mail|inquiry|enquiry)|thank you for (?:contacting|your (?:e-?mail|message|mail|inquiry))',
  'nicht (?:im|in meinem) (?:buro|haus)|abwesend|im urlaub|in urlaub|wieder (?:im buro|erreichbar|da|zuruck|fur sie)|bin ich (?:wieder|nicht)|automatisch generierte|nicht erreichbar|elternzeit|mutterschutz',
  'absente?(?: du bureau| jusqu| pour| du)|en conges?|de retour|je serai|reponse automatique|hors du bureau',
  'fuera de (?:la |mi )?oficina|de vacaciones|estare (?:ausente|fuera)|ausente|respuesta automatica|regreso|de baja',
  'fuori (?:ufficio|sede)|sono assente|saro assente|in ferie|risposta automatica|rientr',
  'fora do escritorio|de ferias|estarei (?:ausente|fora)|ausente|resposta automatica|retorno|licenca',
  'afwezig|met vakantie|op vakantie|niet (?:aanwezig|op kantoor|bereikbaar)|buiten kantoor|weer (?:aanwezig|bereikbaar|terug)',
  'franvarande|semester|tjansteledig|ater (?:den|pa)|ikke (?:pa|til) |pa ferie|fravaerende|tilbage (?:den|d\\.)|tilbake|foraldraledig|utbildning|borta',
  'poissa|lomalla|palaan|toimistolla|en ole tavoitettavissa|matkoilla',
  'poza biurem|na urlopie|nieobecn|wroce|przebywam|urlop',
  'mimo kancelar|dovolen|nepritomn|nebudu|vratim',
  'szabadsag|nem vagyok|hazon kivul|vissza|tavol',
  'concediu|voi reveni|nu sunt|absent',
  'в отпуске|отсутств|вернусь|не в офисе|вне офиса|недоступ|командировк',
  'у відпустці|відсутн|повернусь',
  'ofis disinda|izinde|donecegim|tatilde|yillik izin',
  'atvalinajum|prombutne|atgriezis|biroja|atostog|grisiu|puhkus',
  'απουσιαζω|εκτος γραφειου|αδεια|εκτος',
  'מחוץ למשרד|חופשה|إجازة|خارج المكتب',
  '不在|休暇|外出|出張|休み|休业|休業|休假|出差|不在办公室|휴가|출장|부재',
];
