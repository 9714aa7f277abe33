import { given, lines, linkedAs, mailOf, marked, regards, type ShippedTemplates, subjectOrStop, written } from './pieces.ts';

const hello = `Guten Tag${given('contact_name', ' {{ contact_name }}')},`;
const ticket = linkedAs('Das Ticket:');
const goodbye = regards('Freundliche Grüße');
const about = lines(['Betreff', 'ticket_subject'], ['Von', 'requester_name'], ['Warteschlange', 'queue_name'], ['Status', 'ticket_status']);

/** German, with Sie. */
export const german: ShippedTemplates = {
  'ticket-created': mailOf('Wir haben Ihre Nachricht erhalten', [
    hello,
    `vielen Dank für Ihre Nachricht. Wir haben dafür das Ticket {{ ticket_number }} eröffnet${subjectOrStop()}`,
    'Wenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese E-Mail. Bitte lassen Sie die Nummer im Betreff stehen.',
    ticket,
    goodbye,
  ]),
  'technician-replied': mailOf('Unsere Antwort auf Ihre Anfrage', [written('reply')]),
  'ticket-resolved': mailOf('Ihre Anfrage ist gelöst', [
    hello,
    `wir haben Ihr Ticket {{ ticket_number }} gelöst${subjectOrStop()}`,
    'Stimmt noch etwas nicht? Dann antworten Sie einfach auf diese E-Mail, und wir kümmern uns erneut darum.',
    ticket,
    goodbye,
  ]),
  'ticket-closed': mailOf('Ihre Anfrage ist abgeschlossen', [
    hello,
    `Ihr Ticket {{ ticket_number }} ist nun geschlossen${subjectOrStop()}`,
    'Wenn Sie uns in dieser Sache noch einmal brauchen, antworten Sie einfach auf diese E-Mail.',
    ticket,
    goodbye,
  ]),
  'sla-breached': mailOf('Service-Level verfehlt', [
    `Ticket {{ ticket_number }} hat sein Service-Level verfehlt${given('reason', ': {{ reason }}', '.')}`,
    about,
    ticket,
  ]),
  'ticket-assigned': mailOf('Ihnen zugewiesen', [
    given(
      'technician_name',
      '{{ technician_name }} hat Ihnen das Ticket {{ ticket_number }} zugewiesen.',
      'Ihnen wurde das Ticket {{ ticket_number }} zugewiesen.',
    ),
    about,
    ticket,
  ]),
  'client-replied': mailOf('Neue Nachricht', [
    given(
      'contact_name',
      '{{ contact_name }} hat im Ticket {{ ticket_number }} geschrieben:',
      'Im Ticket {{ ticket_number }} gibt es eine neue Nachricht:',
    ),
    written('reply'),
    ticket,
  ]),
  'note-mention': mailOf(
    'Sie wurden erwähnt',
    [
      marked('Interne Notiz: außerhalb des Teams sieht sie niemand.'),
      given(
        'technician_name',
        '{{ technician_name }} hat Sie im Ticket {{ ticket_number }} erwähnt:',
        'Sie wurden im Ticket {{ ticket_number }} erwähnt:',
      ),
      written('note'),
      'Wenn Sie auf diese E-Mail antworten, wird auch Ihre Antwort eine interne Notiz.',
      ticket,
    ],
    'Interne Notiz: ',
  ),
};
