import { describe, expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

/**
 * Distinguishes an automatic reply from somebody's words about one, or about their own absence.
 * `auto-reply` becomes no ticket, `list` a ticket without a confirmation: no request may be lost,
 * and no machine may be answered.
 */
const kindOf = async (shape: MailShape) => classify(await parseMail(aMail(shape))).kind;
const encoded = (subject: string) => `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
const until = 'I am out of the office until 05/03/2026.';

describe('what a program says about the mail that it replies to', () => {
  const domino = `${until}\n\nNote: This is an automated response to your message "Printer?" sent on 03/03/2026 09:20:00.\n\nThis is the only notification you will receive while this person is away.\n`;
  test.each<[string, string, string]>([
    ['Lotus Domino', 'AUTO: Client, Clara is out of the office. (returning 05/03/2026)', domino],
    [
      '… its first line alone, broken',
      'AUTO: Client, Clara is out of the office.',
      `${until}\n\nNote: This is an automated response to\nyour message "Printer".`,
    ],
    [
      '… its second line alone',
      'Out of Office: Printer',
      `${until}\n\nThis is the only notification you will receive while this person is away.`,
    ],
    [
      'German',
      'AUTO: Clara Client ist außer Haus (Rückkehr am 05.03.2026)',
      'Ich kehre zurück am 05.03.2026.\n\nHinweis: Dies ist eine automatische Antwort auf Ihre Nachricht "Drucker" gesendet am 03.03.2026.\n\nDiese ist die einzige Benachrichtigung.',
    ],
    [
      'German, the other line',
      'AUTO: Clara Client ist außer Haus',
      'Bis bald.\n\nDies ist die einzige Benachrichtigung, die Sie empfangen werden, während diese Person abwesend ist.',
    ],
    [
      'French',
      'AUTO: Clara Client est absente (retour 05/03/2026)',
      'Je serai de retour le 05/03.\n\nRemarque : ceci est une réponse automatique à votre message « Imprimante » envoyé le 03/03/2026.',
    ],
    [
      'French, the other line',
      'AUTO: Clara Client est absente',
      'À bientôt.\n\nC’est la seule notification que vous recevrez pendant l’absence de cette personne.',
    ],
    [
      'Spanish',
      'AUTO: Clara Client está fuera de la oficina',
      'Vuelvo el 05/03.\n\nNota: Esta es una respuesta automática a su mensaje "Impresora".',
    ],
    [
      'Italian',
      'AUTO: Clara Client è fuori ufficio',
      'Torno il 05/03.\n\nNota: questa è una risposta automatica al messaggio "Stampante".',
    ],
    [
      'Portuguese',
      'AUTO: Clara Client está ausente',
      'Volto em 05/03.\n\nNota: Esta é uma resposta automática à sua mensagem "Impressora".',
    ],
    ['Dutch', 'AUTO: Clara Client is afwezig', 'Tot 5 maart.\n\nOpmerking: Dit is een automatisch antwoord op uw bericht "Printer".'],
    [
      'Danish',
      'AUTO: Clara Client er ikke til stede',
      'Indtil 5. marts.\n\nBemærk: Dette er et automatisk svar på din meddelelse "Printer".',
    ],
    [
      'Norwegian',
      'AUTO: Clara Client er ikke på kontoret',
      'Til 5. mars.\n\nMerk: Dette er et automatisk svar på meldingen din "Skriver".',
    ],
    [
      'Swedish',
      'AUTO: Clara Client är inte på kontoret',
      'Till 5 mars.\n\nObs: Detta är ett automatiskt svar på ditt meddelande "Skrivare".',
    ],
    ['Finnish', 'AUTO: Clara Client on poissa', '5.3. asti.\n\nHuomautus: Tämä on automaattinen vastaus viestiisi "Tulostin".'],
    [
      'Polish',
      'AUTO: Clara Client jest poza biurem',
      'Do 5 marca.\n\nUwaga: To jest automatyczna odpowiedź na Twoją wiadomość "Drukarka".',
    ],
    ['Japanese', 'AUTO: クララは不在です', '5日に戻ります。\n\n注: これは、メッセージ「プリンタ」に対する自動返信です。'],
  ])('an automatic reply without any field: %s', async (_what, subject, text) => {
    expect(await kindOf({ subject: encoded(subject), text })).toBe('auto-reply');
  });

  test.each<[string, MailShape]>([
    ['under a subject of its own', { subject: 'Printer', text: 'Hello,\n\nThis is an automated response to your message.\n' }],
    [
      'another helpdesk confirms ours and names neither token nor reference',
      { subject: 'Line down', text: 'Thank you, your request was registered as PT-4712.' },
    ],
    ['… with its number in the subject', { subject: '[PT-4712] Line down', text: 'Hello,\n\nWe have received your request.' }],
    ['… in German', { subject: '[#471200] Leitung', text: 'Guten Tag,\n\nIhre Anfrage wurde unter dieser Nummer erfasst.' }],
    ['… in French', { subject: '[#471200] Ligne', text: 'Votre demande a bien été enregistrée.' }],
    ['… in Japanese', { subject: 'PT-4712', text: 'お問い合わせを受け付けました。' }],
  ])('may be a machine, so it is not answered: %s', async (_what, shape) => {
    expect(await kindOf(shape)).toBe('list');
  });

  test.each<[string, MailShape]>([
    [
      'quotes such an answer',
      {
        subject: 'Out of office: wrong text',
        text: 'Hello,\n\nour mailbox answers:\n\nThis is an automated response to your message.\n\nPlease correct it.',
      },
    ],
    ['names an order', { subject: 'Order 471200', text: 'The ticket 471200 was created last week, nobody has called.' }],
    ['tells that their ticket was closed', { subject: 'PT-4712', text: 'Your ticket PT-4712 was closed, but it still prints stripes.' }],
  ])('a person: %s', async (_what, shape) => {
    expect(await kindOf(shape)).toBe('person');
  });
});

describe('somebody writes about an automatic reply', () => {
  test.each<[string, string, string]>([
    [
      'the subject is nothing else',
      'Automatic reply',
      'Hello,\n\nthe automatic reply of our mailbox info@ no longer works since the migration. Please repair it.\n\nAnna',
    ],
    [
      'it ends the subject',
      'Problem with the automatic reply',
      'Hello,\n\nour automatic reply still says that the office is closed. Please correct it today.',
    ],
    ['quotes it', 'Autoresponder', 'Our autoresponder for sales@ says "I am on vacation" though I am back. Please delete it.'],
    ['with a colon behind', 'Automatic reply: wrong date', 'The out of office message of sales@ says that we are back on Monday.'],
    ['German', 'Automatische Antwort: falsches Datum', 'Die automatische Antwort von info@ sagt, wir seien im Urlaub. Bitte ändern.'],
    ['German, the notice', 'Abwesenheitsnotiz: Frau Weber', 'Bei Frau Weber, die bis Mai in Elternzeit ist, fehlt die Abwesenheitsnotiz.'],
    ['French', 'Réponse automatique', "La réponse automatique de l'accueil dit que nous sommes en congés. Merci de la retirer."],
    ['Spanish', 'Respuesta automática', 'La respuesta automática de ventas@ dice que estamos de vacaciones. Hay que quitarla.'],
    ['Italian', 'Risposta automatica: errore', 'La risposta automatica dice che siamo in ferie. Da togliere.'],
    ['Portuguese', 'Resposta automática', 'A resposta automática diz que estamos de férias. Favor retirar.'],
    ['Dutch', 'Automatisch antwoord', 'Het automatisch antwoord van info@ zegt dat we op vakantie zijn. Graag verwijderen.'],
    ['Danish', 'Autosvar: salg@', 'Vores autosvar siger, at vi er på ferie. Fjern det venligst.'],
    ['Norwegian', 'Automatisk svar', 'Vårt automatisk svar sier at vi er borte. Fjern det, takk.'],
    ['Swedish', 'Autosvar', 'Vårt autosvar säger att vi har semester. Ta bort det, tack.'],
    ['Finnish', 'Automaattinen vastaus', 'Postilaatikon automaattinen vastaus sanoo, että olemme lomalla. Poistakaa se.'],
    ['Polish', 'Odpowiedź automatyczna', 'Nasza odpowiedź automatyczna mówi, że jesteśmy na urlopie. Proszę ją usunąć.'],
    ['Japanese', '自動返信', '営業の自動返信が休暇のままです。直してください。'],
  ])('it is a request: %s', async (_what, subject, text) => {
    expect(await kindOf({ subject: encoded(subject), text })).toBe('person');
  });
});
