import { toLowerForm } from '../../text/phrase-form.ts';
import { beginsWithPhrase, phraseIndex, phrasesOf } from '../../text/phrase-index.ts';

/**
 * The beginnings of confidentiality notices, scanner notes and list footers. A paragraph is one
 * only if it begins like this, has a topic of such notices, and is below everything that the author
 * wrote. Lower case; straight apostrophes.
 */
const phrases = `this e-mail and any|this email and any|this e-mail message|this email message|this e-mail is confidential|this email is confidential|this e-mail (including
  |this email (including|this message (including|this message and any|this message is confidential|this message is intended|this communication is|this transmission|the information contained in this
  |the information in this e|the contents of this e|the content of this e|confidentiality notice|confidentiality:|confidential:|disclaimer|legal notice|legal disclaimer|privileged and confidential
  |this message contains confidential|this e-mail contains|this email contains|if you are not the intended|please consider the environment|think before you print|consider the environment
  |this email has been checked for viruses|this email has been scanned|this message has been scanned|this e-mail was scanned|virus-free|diese e-mail enthält|diese e-mail und|diese e-mail kann
  |diese nachricht enthält|diese nachricht ist vertraulich|diese mitteilung|diese information ist ausschließlich|diese informationen sind ausschließlich|der inhalt dieser e|vertraulichkeitshinweis|haftungsausschluss|diese e-mail wurde von|bitte denken sie an die umwelt
  |denken sie an die umwelt|die information in dieser e|die in dieser e-mail|ce message et|ce message (|ce message est confidentiel|ce courriel|ce mail et|cet e-mail|cet email|ce message contient|avis de confidentialité
  |les informations contenues|l'absence de virus|pensez à l'environnement|este mensaje y|este mensaje contiene|este mensaje se dirige|este mensaje es|este mensaje va dirigido|este correo electrónico|este e-mail
  |este email|aviso legal|aviso de confidencialidad|la información contenida en|antes de imprimir|aquest missatge|aquest correu|avís legal|questo messaggio|questa e-mail|questa email|le informazioni contenute
  |il presente messaggio|avviso di riservatezza|ai sensi del|esta mensagem|este correio eletrónico|aviso de confidencialidade|as informações contidas|a informação contida|dit bericht|deze e-mail
  |dit e-mailbericht|de informatie in dit|de informatie verzonden|vertrouwelijkheid|detta meddelande|det här meddelandet|detta e-postmeddelande|denne e-mail|denne e-post|denne mail|denne meddelelse|denne meldingen
  |tämä viesti|tämä sähköposti|see e-kiri|käesolev e-kiri|käesolev kiri|šis e-pasts|šī vēstule|šis ziņojums|šis el. laiškas|šis laiškas|niniejsza wiadomość|ta wiadomość|treść tej wiadomości|informacje zawarte w
  |informacja zawarta|tato zpráva|tento e-mail|tento email|obsah této zprávy|informace obsažené|táto správa|obsah tejto správy|ez az üzenet|ez az e-mail|jelen e-mail|jelen üzenet|acest mesaj|acest e-mail|acest email
  |informațiile conținute|това съобщение|този имейл|това електронно|ova poruka|ova elektronička|ovaj e-mail|ovo sporočilo|to sporočilo|to elektronsko|ово порука|ова порука|αυτό το μήνυμα|το παρόν μήνυμα
  |αυτό το e-mail|bu e-posta|bu mesaj|bu elektronik posta|bu ileti|это сообщение|данное сообщение|настоящее сообщение|данное письмо|настоящее электронное|це повідомлення|даний лист|הודעה זו|דוא"ל זה|המידע הכלול
  |هذه الرسالة|هذا البريد|المعلومات الواردة|このメールは|本メール|このメッセージは|이 메일은|본 메일|이 전자우편|本邮件|此邮件|本郵件|此郵件|本電子郵件|อีเมลนี้|ข้อความนี้|email này|thư này|e-mail này|email ini|pesan ini
  |you received this message because|you received this email because|you are receiving this|to unsubscribe from|diese e-mail wurde auf viren|l'absence de virus dans ce courrier|este correo ha sido analizado
  |questa e-mail è stata controllata`;

/** The topics of such notices: "This message appears each morning" is somebody's own text. */
const topics = `confid|privileg|intended|addressee|unauthor|recipient|copyright|liab|scanned|virus-free|for viruses|unsubscribe|received this|receiving this|environment|before you print|legal|disclaim
  |vertraul|empfänger|adressat|irrtüm|haftung|umwelt|avast|avg|antivirus|auf viren|ausschließlich|rechtlich|destinat|environnement|absence de virus|aviso|antes de imprimir|analizado|riservat|ai sensi|controllata|geadresseerde|vertrouwelijk
  |bestemd|ontvanger|konfiden|sekretess|avsed|mottagar|mottaker|modtager|fortrol|tiltenkt|taushet|luottamuk|vastaanotta|adressaa|adresāt|adresat|gavėj|poufn|odbiorc|důvěrn|příjemc|dôvern|príjemc|bizalm|címzett
  |confidențial|повер|конфиденц|получат|адресат|конфіден|povjerl|namijenj|namenjen|zaupn|naslovn|εμπιστ|παραλήπτ|gizli|alıcı|חסוי|סודי|נמען|מיועד|سري|المرسل إليه|機密|秘密|宛先|機密情報|기밀|비밀|수신인|机密|保密|收件人
  |ลับ|ผู้รับ|bảo mật|người nhận|rahasia|penerima`;

const topic = new RegExp(phrasesOf(topics).join('|'));
const beginnings = phraseIndex(phrases);

/** Whether a line may begin a confidentiality notice, a scanner's note or a list's footer. */
export const beginsDisclaimer = (line: string): boolean =>
  line.length >= 8 && beginsWithPhrase(toLowerForm(line.slice(0, 120)).replace(/^[*_\s"„“«([>-]+/, ''), beginnings);

/** Whether a paragraph with such a beginning is a notice. */
export const isDisclaimer = (paragraph: string): boolean => topic.test(toLowerForm(paragraph.slice(0, 2_000)));
