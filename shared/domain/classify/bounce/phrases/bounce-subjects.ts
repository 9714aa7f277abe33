/**
 * How subjects of bounces begin, by language. In lower case, without accents. Supporting evidence,
 * never proof: people write about bounces and forward them.
 */
export const bounceSubjects: readonly string[] = [
  'undeliver|returned (?:mail|e-?mail|message)|return(?:ed|ing)? to sender|failure (?:notice|delivery|notification)|failed (?:delivery|mail|to deliver)',
  'delivery (?:status|failure|report|problem|notification|error|delayed|has failed|failed|warning|unsuccessful)|delayed mail|permanent (?:delivery|failure|error)',
  'mail (?:delivery|system error|failure|failed|could not|not deliver|returned|rejected|error)|e-?mail (?:delivery|error)|non[- ]?deliver|bounced?(?: mail|:)',
  '(?:message|e-?mail|mail|your (?:message|mail|e-?mail))(?: you sent)?(?: [^ ]{1,40}){0,3} (?:delivery|undeliver|not delivered|could not be|couldn.t be|was not|wasn.t|rejected|blocked|delayed|bounced|returned)',
  'warning: (?:message|could not)|could not (?:deliver|send)|unable to deliver|notice: mail delivery|postmaster notify|error (?:sending|delivering)',
  'there was an error sending|\\[postmaster\\]|sorry, your message|message you sent blocked|system error',
  'unzustellbar|nicht zustellbar|zustellung|mail nicht|rucksendung|ubermittlungsfehler|unzustellbarkeit',
  'undelivrable|echec de (?:la )?(?:remise|distribution|livraison)|remise differee|message non (?:remis|distribu|delivr)|non remis',
  'no se (?:puede|pudo|ha podido) entregar|no entregado|error de entrega|notificacion de (?:estado|fallo)|mensaje (?:no|devuelto)|correo (?:no|devuelto)',
  'mensagem (?:nao|devolvida)|nao (?:foi possivel|entregue)|falha (?:na |de )?entrega|nao foi entregue',
  'messaggio non|mancato recapito|impossibile recapitare|notifica (?:stato|di mancat)|non recapita',
  'onbestelbaar|niet (?:te )?bezorg|retour afzender|mislukte|bezorging',
  'olevererbart|kunde inte leverera|kan ikke leveres|ikke levert|ulevererbar|ej levererat|returneret',
  'niedostarczon|zwrot|nie dostarczono|nedorucitelne|nedoruceno|kezbesithetetlen|nelivrabil|teslim edilemedi|iletilemedi',
  'недоставленн|не доставлен|ваше сообщение не доставлено|невозможно доставить|сообщение не',
  '配信不能|配信エラー|配送できません|メール(?:エラー|を配信|配送|送信)|送信(?:エラー|できません)|未送達|退信|系统退信|無法傳遞|无法(?:送达|投递|传递)|未传递',
  '전송 실패|배달되지|배달 못함|반송',
];
