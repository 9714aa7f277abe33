import { toLowerForm } from '../../text/phrase-form.ts';
import { beginsWithPhrase, phraseIndex, phrasesOf } from '../../text/phrase-index.ts';

/**
 * The beginnings of the line that a phone, a tablet or a webmailer adds below a mail ("Sent from my
 * …", "Get … for …"). Lower case.
 */
const beginnings = `sent from|sent with|sent using|sent via|sent by|get outlook for|download outlook for|gesendet von|gesendet mit|gesendet über|gesendet vom|holen sie sich outlook für
  |outlook für android herunterladen|outlook für ios beziehen|envoyé de|envoyé depuis|envoyé à partir de|envoyé avec|envoyé via|envoyé d'un|provenance|télécharger outlook pour|obtenir outlook pour
  |obtenez outlook pour|enviado desde|enviado con|enviado por|enviado via|enviado vía|obtener outlook para|descargar outlook para|enviat des|enviat amb|inviato da|inviato dal|inviato con
  |inviato tramite|scarica outlook per|ottieni outlook per|enviado do|enviado a partir|enviado através|enviada do|obter o outlook para|obtenha o outlook para|verzonden vanaf|verstuurd vanaf
  |verzonden met|verstuurd met|verzonden via|verstuurd vanuit|verzonden vanuit|download outlook voor|outlook downloaden voor|skickat från|skickades från|skickat med|hämta outlook för|skaffa outlook för
  |sendt fra|sendt via|sendt med|hent outlook til|få outlook for|last ned outlook for|sent úr|sent með|lähetetty|hanki outlook|lataa outlook|saadetud|hangi outlook|nosūtīts no|sūtīts no
  |iegūstiet outlook|išsiųsta iš|gaukite „outlook|wysłane z|wysłano z|wysłane przez|pobierz program outlook|pobierz aplikację outlook|uzyskaj aplikację outlook|odesláno z|odesláno ze|posláno z
  |odoslané z|odoslané zo|poslané z|získat outlook pro|stáhnout outlook pro|získajte outlook pre|stiahnuť outlook pre|küldve|elküldve|trimis de pe|trimis din|trimis cu|descărcați outlook pentru
  |obțineți outlook pentru|изпратено от|изтегляне на outlook за|poslano s|poslano iz|poslano sa|poslano z|послато са|preuzmite outlook za|nabavite outlook za|prenesite outlook za|στάλθηκε από
  |εστάλη από|απεσταλμένο από|αποκτήστε το outlook|λήψη του outlook|отправлено с|отправлено из|отправлено от|скачать outlook для|получить outlook для|надіслано з|відправлено з|надіслано через
  |отримати outlook для|завантажити outlook для|נשלח מ|נשלחה מ|השג את outlook|أرسلت من|مرسل من|تم الإرسال من|أُرسلت من|الحصول على outlook|发自|从我的|來自我的|從我的|寄自|傳送自|发送自|获取 outlook
  |获取outlook|下载 outlook|取得 outlook|取得outlook|下載 outlook|ส่งจาก|ดาวน์โหลด outlook|đã gửi từ|được gửi từ|gửi từ|tải outlook|dikirim dari|dapatkan outlook|unduh outlook|スマートフォンから`;

/**
 * The endings of this line in languages that put the verb last. It has only a few words; a longer
 * line may be the writer's own sentence.
 */
const endings = `gönderildi|gönderilmiştir|edinin|indirin|küldve|elküldve|letöltése|から送信|から送信されました|を入手|에서 보냄|에서 보낸 메일|에서 보냈습니다|다운로드|lähettämä|von meinem iphone|av min iphone`;

/** "Sent on the way": names no device. */
const outside = /^von (?:unterwegs|mobil) gesendet\.?$/u;

/** Sentences with a fixed beginning and end, and the device between them. */
const frames = [
  /^von mein(?:em|er|en) (.{2,60}) (?:aus )?gesendet\.?$/u,
  /^von (handy|iphone|ipad) gesendet\.?$/u,
  /^diese (?:nachricht|e-?mail|mail) wurde (?:von|mit|über) (.{2,80}) (?:gesendet|verschickt|versendet)\.?$/u,
  /^this (?:message|e-?mail) was sent (?:from|with|using) (.{2,60})$/u,
];

/** Devices and programs that such a line names. */
const devices = `gerät|iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|redmi|pixel|nokia|lumia|blackberry|windows|handy|smartphone|phone|mobil|móvil|telefo|téléphone|teléfono|telemóvel|celular
  |puhelin|tablet|outlook|gmail|yahoo|proton|thunderbird|k-9|k9 mail|fairemail|spark|mailbird|em client|edison|airmail|canary|superhuman|fastmail|zoho|web.de|gmx|freemail|t-online|mail.ru|yandex
  |aol|zimbra|roundcube|tutanota|tuta|icloud|device|wireless|apple|ios|mail app|e-mail-app|устройств|телефон|смартфон|мобильн|мобілн|пристро|κινητό|συσκευή|נייד|هاتف|جوال|جهاز|手机|手機|휴대|스마트폰
  |スマートフォン|มือถือ|điện thoại|thiết bị|ponsel|perangkat|cihaz|appareil|dispositivo|enhet|laite|zařízení|urządzen|zariaden|készülék|qq邮箱|网易|foxmail|邮箱|verizon|vodafone|my mac|mon mac|meinem mac|mi mac|mio mac|meu mac|mijn mac|min mac|macbook|imac|mailbox|mailspring|inky|typeapp|typemail|nine|postbox|newton|polymail|bluemail|blue mail|acompli|hotmail|mymail|mail.com|mobile|my cell|cell phone|cellphone|cellular|mon portable|mijn gsm|mobiel|komórk|komork`;

/**
 * "From my iPhone 6" and nothing else, with the name of a device or model: "From my phone it works"
 * is a sentence.
 */
const fromMine =
  /^(?:from my|von meine[mr]|vom|de mon|depuis mon|desde mi|dal mio|do meu|vanaf mijn|van mijn|från min|fra min|z mojego|z mého|с моего) (.{2,50}?)[.!]?$/u;
const deviceWord =
  /^(?:apple|samsung|galaxy|huawei|xiaomi|redmi|google|pixel|nokia|lumia|blackberry|sony|xperia|motorola|moto|oneplus|oppo|honor|htc|lg|windows|android|verizon|vodafone|wireless|mobile|cell|smart|i?phone|ipad|ipod|tablet|handy|smartphone|smartfon|telefon\p{L}{0,2}|téléphone|teléfono|telefono|telefone|portable|móvil|celular|cellulare|telemóvel|mobil|mobiel|gsm|device|gerät|appareil|телефона|смартфона|pro|plus|max|mini|ultra|air|note|edge|se|xs|xr|[sax]?\d{1,3}\p{L}{0,2}|x)(?:['’-]?\p{L}{1,2})?$/u;

/** "Please excuse any typos", which may follow. */
const apology =
  /\b(?:excuse|pardon|forgive|ignore|apolog\p{L}{1,5}|blame)\b.{0,60}\b(?:typos?|typing|brevity|brief|short|spelling|errors?|mistakes?|autocorrect)|tippfehler|fautes de frappe|brièveté|erreurs de frappe|errores tipográficos|brevedad|errori di battitura|brevità|erros de digitação|brevidade|typefouten|tikfouten|skrivfel|stavfel|tastefejl|skrivefeil|kirjoitusvirhe|literówk|překlep|опечатк/iu;

const beginningIndex = phraseIndex(beginnings);
const ending = new RegExp(`(?:${phrasesOf(endings).join('|')})[.。!)]?$`);
const anyEnding = new RegExp(phrasesOf(endings).join('|'));
const deviceList = phrasesOf(devices);
const maxLength = 140;
/** With the link of a program that checks links before they are opened. */
const maxWithLinkLength = 1_500;
const link = /[<[(]?https?:\/\/[^\s>\])]*[>\])]?/g;
/** "[Outlook for Android](https://…)", as programs write HTML in Markdown. */
const markdownLink = /\[([^\][]{1,80})\]\((?:https?:\/\/|mailto:)[^\s()]{0,1000}\)/g;

/** Whether a line asks the reader to excuse typos; it belongs to "Sent from my …" above it. */
export const isApology = (line: string): boolean => line.length <= 100 && apology.test(toLowerForm(line));

/**
 * Whether a device or a mail program added this line ("Sent from my iPhone", "Get Outlook for iOS",
 * also with a link). The line must name a device or a program: "Sent from warehouse 3", and "Sent
 * via" a transfer service with a link, are somebody's own words.
 */
export function isMobileSignature(line: string): boolean {
  if (line.length < 4 || line.length > (line.includes('https://') ? maxWithLinkLength : maxLength)) return false;
  const raw = toLowerForm(line.includes('](') ? line.replace(markdownLink, '$1') : line).replace(/^[-–—~*_([<\s]+/, '');
  const begins = beginsWithPhrase(raw, beginningIndex);
  const framed = /^(?:von|dies|this)/.test(raw);
  if (!begins && !framed && !anyEnding.test(raw)) return isFromMine(raw);
  const plain = raw
    .replace(link, ' ')
    .replace(/\[[^\]]{0,40}\]|[*_]+|<>|\(\)/g, ' ')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
  if (plain.length > maxLength) return false;
  const words = plain.split(' ').length;
  const names = (text: string) => deviceList.some((device) => text.includes(device));
  const named = names(plain);
  const excused = apology.test(plain);
  const head = excused ? (plain.split(/[,.;:–-] /, 1)[0] ?? '') : plain;
  if (framed && (outside.test(head) || frames.some((frame) => names(frame.exec(head)?.[1] ?? '')))) return true;
  if (begins && (words <= 12 || excused)) return named;
  return isFromMine(plain) || (words <= 5 && named && ending.test(plain));
}

const isFromMine = (plain: string): boolean => {
  const device = plain.length <= maxLength ? fromMine.exec(plain)?.[1] : undefined;
  return device?.split(' ').every((word) => deviceWord.test(word)) ?? false;
};
