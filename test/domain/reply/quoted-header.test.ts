import { describe, expect, test } from 'vitest';
import { linesFromText } from '../../../shared/domain/body/body-line.ts';
import { headerBlockAt } from '../../../shared/domain/reply/quoted-header.ts';

const read = (text: string) => headerBlockAt(linesFromText(text), 0);
const A = 'Alice Fabrikam <alice@fabrikam.example>';
const B = 'support@contoso.example';

/**
 * The labels as they stand in the block, in its order: from, date, to, cc, subject (Thunderbird:
 * subject, date, from, to, cc).
 */
const outlook = (labels: string) => {
  const [from, date, to, cc, subject] = labels.split('/');
  return `${from} ${A}\n${date} 2. 11. 2026 9:00\n${to} ${B}\n${cc} bob@fabrikam.example\n${subject} Toner\n\nHello`;
};
const thunderbird = (labels: string) => {
  const [subject, date, from, to, cc] = labels.split('/');
  return `${subject} \tToner\n${date} \t2. 11. 2026 9:00\n${from} \t${A}\n${to} \t${B}\n${cc} \tbob@fabrikam.example\n\n\nHello`;
};

describe('a header block', () => {
  test.each([
    ['en', 'From:/Sent:/To:/Cc:/Subject:'],
    ['cs', 'Od:/Odesláno:/Komu:/Kopie:/Předmět:'],
    ['da', 'Fra:/Sendt:/Til:/Cc:/Emne:'],
    ['de', 'Von:/Gesendet:/An:/Cc:/Betreff:'],
    ['es', 'De:/Enviado el:/Para:/CC:/Asunto:'],
    ['et', 'Saatja:/Saadetud:/Adressaat:/Koopia:/Teema:'],
    ['fi', 'Lähettäjä:/Lähetetty:/Vastaanottaja:/Kopio:/Aihe:'],
    ['fr', 'De :/Envoyé :/À :/Cc :/Objet :'],
    ['hr', 'Pošiljatelj:/Poslano:/Primatelj:/Kopija:/Predmet:'],
    ['hu', 'Feladó:/Elküldve:/Címzett:/Másolatot kap:/Tárgy:'],
    ['it', 'Da:/Inviato:/A:/Cc:/Oggetto:'],
    ['nl', 'Van:/Verzonden:/Aan:/CC:/Onderwerp:'],
    ['nb', 'Fra:/Sendt:/Til:/Kopi:/Emne:'],
    ['pl', 'Od:/Wysłano:/Do:/DW:/Temat:'],
    ['pt-BR', 'De:/Enviada em:/Para:/Cc:/Assunto:'],
    ['pt-PT', 'De:/Enviado:/Para:/Cc:/Assunto:'],
    ['ro', 'De la:/Trimis:/Către:/Cc:/Subiect:'],
    ['ru', 'От:/Отправлено:/Кому:/Копия:/Тема:'],
    ['sk', 'Od:/Odoslané:/Komu:/Kópia:/Predmet:'],
    ['sv', 'Från:/Skickat:/Till:/Kopia:/Ämne:'],
    ['tr', 'Kimden:/Gönderildi:/Kime:/Bilgi:/Konu:'],
    ['uk', 'Від:/Надіслано:/Кому:/Копія:/Тема:'],
    ['sl', 'Od:/Poslano:/Za:/Kp:/Zadeva:'],
    ['bg', 'От:/Изпратено:/До:/Копие:/Относно:'],
    ['sr', 'Od:/Poslato:/Za:/Cc:/Naslov:'],
    ['el', 'Από:/Στάλθηκε:/Προς:/Κοιν.:/Θέμα:'],
    ['lt', 'Nuo:/Išsiųsta:/Kam:/Kopija:/Tema:'],
    ['lv', 'No:/Nosūtīts:/Kam:/Kopija:/Tēma:'],
    ['is', 'Frá:/Sent:/Til:/Afrit:/Efni:'],
    ['he', 'מאת:/נשלח:/אל:/עותק:/נושא:'],
    ['ar', 'من:/تم الإرسال:/إلى:/نسخة:/الموضوع:'],
    ['ja', '差出人:/送信日時:/宛先:/CC:/件名:'],
    ['ko', '보낸 사람:/보낸 날짜:/받는 사람:/참조:/제목:'],
    ['zh-CN', '发件人：/发送时间：/收件人：/抄送：/主题：'],
    ['zh-TW', '寄件者:/寄件日期:/收件者:/副本:/主旨:'],
    ['th', 'จาก:/ส่ง:/ถึง:/สำเนา:/เรื่อง:'],
    ['vi', 'Từ:/Đã gửi:/Đến:/Cc:/Chủ đề:'],
    ['id', 'Dari:/Terkirim:/Kepada:/Cc:/Subjek:'],
    ['ca', 'De:/Enviat:/Per a:/Còpia:/Assumpte:'],
  ])('of Outlook, %s', (_, labels) => {
    const block = read(outlook(labels));
    expect(Object.fromEntries(block?.fields ?? [])).toEqual({
      from: A,
      date: '2. 11. 2026 9:00',
      to: B,
      cc: 'bob@fabrikam.example',
      subject: 'Toner',
    });
    expect(block?.end).toBe(5);
  });

  test.each([
    ['en', 'Subject:/Date:/From:/To:/CC:'],
    ['de', 'Betreff:/Datum:/Von:/An:/Kopie (CC):'],
    ['fr', 'Sujet :/Date :/De :/Pour :/Copie à :'],
    ['it', 'Oggetto:/Data:/Mittente:/A:/CC:'],
    ['pl', 'Temat:/Data:/Nadawca:/Adresat:/Kopia:'],
    ['fi', 'Aihe:/Päiväys:/Lähettäjä:/Vastaanottaja:/Kopio:'],
    ['da', 'Emne:/Dato:/Fra:/Til:/Kopi til (CC):'],
    ['hr', 'Naslov:/Datum:/Šalje:/Prima:/CC:'],
    ['sr', 'Тема:/Датум:/Шаље:/Прима:/Коп:'],
    ['sk', 'Predmet:/Dátum:/Od:/Pre:/Kópia:'],
    ['et', 'Teema:/Kuupäev:/Saatja:/Saaja:/Koopia:'],
    ['lt', 'Tema:/Data:/Kas:/Kam:/Kopija:'],
    ['lv', 'Temats:/Datums:/No:/Uz:/Kopija:'],
    ['is', 'Viðfangsefni:/Dagsetning:/Frá:/Til:/CC:'],
    ['zh-TW', '主旨:/日期:/從:/到:/副本:'],
    ['vi', 'Tiêu đề:/Ngày:/Từ:/Tới:/CC:'],
    ['th', 'หัวเรื่อง:/วันที่:/จาก:/ถึง:/สำเนาถึง:'],
  ])('of Thunderbird, %s', (_, labels) => {
    const fields = read(thunderbird(labels))?.fields;
    expect([fields?.get('from'), fields?.get('to'), fields?.get('cc'), fields?.get('subject')]).toEqual([
      A,
      B,
      'bob@fabrikam.example',
      'Toner',
    ]);
  });

  test('may have bold marks, blank lines between its fields, and be quoted', () => {
    expect(read(`*From:* ${A}\n*Sent:* Monday\n*To:* ${B}\n*Subject:* Toner`)?.fields.get('from')).toBe(A);
    expect(read(`*From: *${A}\n*Date: *Monday\n*To: *${B}\n*Subject: **Re: Toner*`)?.fields.get('subject')).toBe('Re: Toner');
    expect(read(`**From:** ${A}\n\n**Sent:** Monday\n\n**To:** ${B}\n\n**Subject:** Toner\n\nDate: tomorrow`)?.end).toBe(7);
    expect(read(`> From: ${A}\n> Date: Monday\n> To: ${B}`)).toMatchObject({ depth: 1, end: 3 });
  });

  test('may be folded: lists that go on, addresses cut in two, a long subject', () => {
    const fields = read(
      `From: Alice Fabrikam\n<alice@fabrikam.example>\nTo: ${B},\nBob <bob@fabrikam.example>\nCc: Carol <\ncarol@fabrikam.example>\nSubject: The printer on the second floor\nis out of paper\nDate: Monday`,
    )?.fields;
    expect(fields?.get('from')).toBe(A);
    expect(fields?.get('to')).toBe(`${B}, Bob <bob@fabrikam.example>`);
    expect(fields?.get('cc')).toBe('Carol < carol@fabrikam.example>');
    expect(fields?.get('subject')).toBe('The printer on the second floor is out of paper');
  });

  test('needs no address if it has sender, date and subject: Outlook writes names', () => {
    expect(read('From: Alice Fabrikam\nSent: Monday, 2 November 2026\nTo: Support\nSubject: RE: Toner')).not.toBeNull();
  });

  test('may contain a field whose name we don’t know', () => {
    const block = read(`Předmět: Toner\nDatum: 2. 11. 2026\nOd: ${A}\nAdresa pro odpověď: x@fabrikam.example\nKomu: ${B}\n\nDobrý den`);
    expect([block?.fields.get('from'), block?.fields.get('to'), block?.end]).toEqual([A, B, 5]);
  });

  test('ends at the body, even without an empty line, and at a field that it already has', () => {
    expect(read(`From: ${A}\nDate: Monday\nTo: ${B}\nSubject: Toner\nHello there`)?.end).toBe(4);
    expect(read(`From: ${A}\nDate: Monday\nTo: ${B}\nSubject: Toner\n\nSubject: what I meant`)?.end).toBe(4);
    expect(read(`From: ${A}\nDate: Monday\nTo: ${B}\nSubject: Toner\nThanks\nFrom: ${B}`)?.fields.get('subject')).toBe('Toner');
  });

  test.each([
    ['an itinerary', 'From: Berlin\nTo: Munich\nDate: 3 May'],
    ['one label', 'Subject: the toner'],
    ['a sentence', 'To: be or not to be'],
    ['a form', 'Name: Alice\nDate: 3 May\nSubject: Toner'],
  ])('%s is none', (_, text) => {
    expect(read(text)).toBeNull();
  });
});
