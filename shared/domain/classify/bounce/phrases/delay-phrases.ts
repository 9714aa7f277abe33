import { toPhraseForm } from '../../../text/phrase-form.ts';

/**
 * What only reports on a delay say, in subject or text: delivery is still being tried. Lower case,
 * without accents.
 */
const phrases: readonly string[] = [
  '\\bwarning (?:message )?only\\b|\\bwill (?:be )?retr(?:y|ied)\\b|\\bnot yet been delivered\\b|\\b(?:has been|is|was) delayed\\b|\\bpostponed\\b|\\bcontinue (?:trying|to try)\\b',
  '\\bdelivery attempts will continue\\b|\\bdelayed (?:mail|delivery)\\b|\\bdelivery (?:delayed|status notification ?\\(delay\\))|\\bdelivery incomplete\\b|\\bmessage [^ ]{1,40} delayed\\b',
  'versucht es (?:noch|weiter)|zustellung (?:verzogert|nicht abgeschlossen)|verzogerte? (?:zustellung|nachricht)|weitere zustellversuche|zustellversuche werden',
  'remise (?:differee|retardee|incomplete)|nouvelles? tentatives?|continuera (?:d.essayer|a essayer)|entrega (?:retrasada|incompleta|atrasada|adiada)|(?:seguira|continuara) (?:a )?(?:intentando|tentando|tentar)',
  'consegna (?:ritardata|incompleta|in ritardo)|continuera a provare|ulteriori tentativi|bezorging (?:vertraagd|onvolledig)|blijft? (?:het )?proberen|leveransen? (?:ar )?(?:fordrojd|forsenad)|levering(?:en)? (?:er )?forsinket',
  'opoznion\\w{1,3} (?:dostarcz|wiadomosc)|dostarczenie opoznione|doruceni (?:bylo )?(?:zpozden|odlozen)|teslim gecikti',
  'доставка (?:отложена|задерж)|будут повторены|продолжит попытки|попытки (?:доставки )?(?:будут )?продолж',
  '配信遅延|遅延しています|再試行|投递延迟|延迟投递|继续尝试|繼續嘗試|지연',
];

const delay = new RegExp(phrases.map(toPhraseForm).join('|'));

/** Whether a text says that a mail is delayed but not given up. */
export const saysDelayed = (text: string): boolean => delay.test(toPhraseForm(text));
