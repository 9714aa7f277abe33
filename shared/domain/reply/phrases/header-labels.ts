import { toLowerForm } from '../../text/phrase-form.ts';

/**
 * A field of the header block that a mail program writes above a quoted or forwarded mail. `other`:
 * part of the block, but not used.
 */
export type QuotedField = 'from' | 'to' | 'cc' | 'bcc' | 'date' | 'subject' | 'other';

/**
 * The names of the fields as mail programs write them in some forty languages (Outlook, Apple Mail,
 * Gmail, Thunderbird, Yahoo, Notes and webmailers differ within one language). Lower case. Each
 * name belongs to only one field.
 */
const names: Record<QuotedField, string> = {
  from: `from | von | absender | de | expéditeur | expediteur | remitente | desde | remitent | remetente | da | mittente | van | afzender | från | avsändare
    | fra | afsender | avsender | frá | sendandi | lähettäjä | saatja | no | no kā | sūtītājs | nuo | kas | siuntėjas | od | nadawca | odesílatel
    | odosielateľ | feladó | küldő | de la | expeditor | expeditorul | от | подател | изпращач | šalje | pošiljatelj | pošiljalac | od koga | шаље | од
    | пошиљалац | από | αποστολέας | kimden | gönderen | отправитель | від | від кого | відправник | מאת | שולח | من | مِن | المرسل | المرسِل
    | 差出人 | 送信元 | 送信者 | 보낸 사람 | 보낸사람 | 발신자 | 보낸이 | 发件人 | 發件人 | 寄件者 | 寄件人 | 從 | 来自 | 來自 | จาก | ผู้ส่ง | từ | người gửi
    | dari | pengirim`,
  to: `to | an | empfänger | à | a | pour | destinataire | destinataires | para | destinatario | destinatarios | destinatari | per a | per | destinatário
    | aan | ontvanger | till | mottagare | til | modtager | mottaker | vastaanottaja | kenelle | saaja | kellele | adressaat | adressaadid | saajad | kam | iki | adresāts | uz | saņēmējs
    | gavėjas | do | adresat | komu | příjemce | pre | príjemca | címzett | címzettek | către | catre | destinatar | destinatarul | до | получател | prima
    | primatelj | za | kome | прима | за | коме | prejemnik | προς | παραλήπτης | kime | alıcı | кому | получатель | получатели | одержувач | אל | ל | נמען
    | إلى | الى | المستلم | 宛先 | 送信先 | 받는 사람 | 받는사람 | 수신자 | 받는이 | 收件人 | 收件者 | 到 | 发送至 | ถึง | ผู้รับ | tới | đến | người nhận | kepada | ke
    | untuk | penerima`,
  cc: `cc | c.c. | kopie | kopie (cc) | copie | copie à | copie (cc) | copia | copia a | còpia | cópia | com cópia | em cópia | kopi | kopi til | kopi til (cc)
    | kopia | kopio | koopia | afrit | samrit | kópia | kópie | v kópii | v kopii | másolat | másolatot kap | másolat (cc) | dw | do wiadomości | kopija | kopijos
    | kopia (cc) | kp | v vednost | коп | копија | копия | копие | копія | κοιν. | κοιν | κοινοποίηση | bilgi | karbon kopya | עותק | העתק | نسخة | نسخة إلى
    | نسخة كربونية | 写し | 参照 | 참조 | 抄送 | 副本 | สำเนา | สำเนาถึง | đồng gửi | đồng kính gửi | tembusan | salinan | a/c`,
  bcc: `bcc | blindkopie | blindkopie (bcc) | cci | copie cachée | copie cachée à | cco | ccn | copia oculta | udw | skrytá kopie | skrytá kópia | titkos másolat
    | piilokopio | hemlig kopia | dold kopia | skjult kopi | blindkopi | ukryta kopia | скрытая копия | прихована копія | скрито копие | skp | gizli
    | 숨은 참조 | 密送 | 密件副本`,
  date: `date | sent | date sent | sent on | gesendet | gesendet am | datum | envoyé | envoyé le | envoye | date d'envoi | enviado | enviado el | enviado em
    | enviada | enviada em | enviada a | enviat | enviat el | data d'enviament | fecha | fecha de envío | data | data de envio | data i hora | inviato
    | inviato il | data invio | data e ora | verzonden | verzonden op | verstuurd | skickat | skickades | sendt | dato | sendt den | dags. | dagsetning
    | lähetetty | päivämäärä | päiväys | saadetud | saatmisaeg | kuupäev | nosūtīts | datums | sūtīts | išsiųsta | išsiuntimo data | wysłano | wysłane
    | data wysłania | odesláno | odesláno dne | odoslané | odoslaná | dátum | elküldve | küldve | küldés dátuma | trimis | trimis la | trimisă | dată | изпратено
    | изпратено на | дата | poslano | послато | poslato | датум | vrijeme | στάλθηκε | εστάλη | αποστολή | ημερομηνία | gönderildi | gönderme tarihi
    | gönderilme tarihi | gönderilen | gönderim | gönderim zamanı | gönderme zamanı | gönderilme zamanı | gönderim tarihi | tarih | отправлено | дата отправки | надіслано | відправлено | נשלח | נשלחה | תאריך
    | تاريخ الإرسال | تم الإرسال | أرسلت | أُرسلت | الإرسال | التاريخ | تاريخ | 送信日時 | 日時 | 日付 | 送信日 | 보낸 날짜 | 날짜 | 보냄 | 보낸시간 | 보낸 시간 | 日期
    | 发送时间 | 发送日期 | 时间 | 發送時間 | 傳送時間 | 傳送日期 | 寄件日期 | 寄送時間 | วันที่ | ส่ง | ส่งเมื่อ | วันที่ส่ง | ngày | ngày gửi | đã gửi | gửi | gửi lúc | tanggal
    | dikirim | terkirim`,
  subject: `subject | betreff | objet | sujet | asunto | assumpte | assunto | oggetto | onderwerp | ämne | emne | aihe | efni | viðfangsefni | teema | temats
    | tēma | tema | temat | předmět | predmet | tárgy | subiect | subiectul | тема | относно | naslov | zadeva | наслов | предмет | θέμα | konu | נושא
    | نושא | الموضوع | موضوع | 件名 | 제목 | 主题 | 主旨 | 主題 | 標題 | 标题 | หัวเรื่อง | เรื่อง | ชื่อเรื่อง | tiêu đề | chủ đề | subjek | perihal | judul`,
  other: `sent by | gesendet von | envoyé par | enviado por | inviato da | reply-to | reply to | antwort an | répondre à | responder a | responder para | rispondi a | antwoord aan | svara till | svar til | vastausosoite
    | odpověď | odpowiedź do | válaszcím | ответить | sender | mailed-by | signed-by | organization | organisation | message-id | list-id | in-reply-to
    | importance | priority | wichtigkeit | priorität | importancia | priorité | priorità | prioriteit | importância | prioritet | tärkeys | ważność
    | důležitost | fontosság | важность | önem | attachments | attachment | anlagen | anlage | anhänge | pièces jointes | pièce jointe | datos adjuntos
    | archivos adjuntos | adjuntos | anexos | anexo | allegati | allegato | bijlagen | bijlage | bilagor | bifogade filer | vedhæftede filer | vedlegg
    | liitteet | manused | pielikumi | priedai | załączniki | přílohy | prílohy | mellékletek | atașări | прикачени файлове | privitci | priloge | συνημμένα
    | ekler | вложения | вкладення | קבצים מצורפים | مرفقات | 添付ファイル | 첨부 | 附件 | resent-from | resent-date | resent-to`,
};

const fields = new Map<string, QuotedField>(
  (['other', 'bcc', 'cc', 'to', 'date', 'subject', 'from'] as const).flatMap((field) =>
    names[field].split('|').map((name): [string, QuotedField] => [name.trim().normalize('NFC'), field]),
  ),
);

/**
 * The field for a name before a colon, or null. Also accepts `*Von` and `De ` (French has a space
 * before the colon).
 */
export function quotedFieldNamed(name: string): QuotedField | null {
  const plain = toLowerForm(name.replace(/[*_|\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/g, ''))
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
  return fields.get(plain) ?? null;
}

/** All names of a field, longest first (for header blocks that were run together into one line). */
export const namesOf = (field: QuotedField): string[] =>
  [...fields.entries()].flatMap(([name, of]) => (of === field ? [name] : [])).sort((a, b) => b.length - a.length);
