import { given, lines, linkedAs, mailOf, marked, regards, type ShippedTemplates, subjectOrStop, written } from './pieces.ts';

const hello = `Dzień dobry${given('contact_name', ', {{ contact_name }}')},`;
const ticket = linkedAs('Zgłoszenie:');
const goodbye = regards('Z poważaniem');
const about = lines(['Temat', 'ticket_subject'], ['Od', 'requester_name'], ['Kolejka', 'queue_name'], ['Status', 'ticket_status']);

/** Polish: verbs in the present, or without a person, have no gender. */
export const polish: ShippedTemplates = {
  'ticket-created': mailOf('Otrzymaliśmy Państwa wiadomość', [
    hello,
    `dziękujemy za wiadomość. Zarejestrowaliśmy ją jako zgłoszenie {{ ticket_number }}${subjectOrStop()}`,
    'Aby coś dodać, wystarczy odpowiedzieć na tę wiadomość. Prosimy pozostawić numer w temacie.',
    ticket,
    goodbye,
  ]),
  'technician-replied': mailOf('Nasza odpowiedź na Państwa zgłoszenie', [written('reply')]),
  'ticket-resolved': mailOf('Państwa zgłoszenie zostało rozwiązane', [
    hello,
    `Państwa zgłoszenie {{ ticket_number }} zostało rozwiązane${subjectOrStop()}`,
    'Czy coś nadal nie działa tak, jak powinno? Wystarczy odpowiedzieć na tę wiadomość, a ponownie zajmiemy się sprawą.',
    ticket,
    goodbye,
  ]),
  'ticket-closed': mailOf('Państwa zgłoszenie zostało zamknięte', [
    hello,
    `Państwa zgłoszenie {{ ticket_number }} zostało zamknięte${subjectOrStop()}`,
    'Jeśli w tej sprawie znów będzie potrzebna nasza pomoc, wystarczy odpowiedzieć na tę wiadomość.',
    ticket,
    goodbye,
  ]),
  'sla-breached': mailOf('Przekroczono poziom usług', [
    `W zgłoszeniu {{ ticket_number }} przekroczono uzgodniony poziom usług${given('reason', ': {{ reason }}', '.')}`,
    about,
    ticket,
  ]),
  'ticket-assigned': mailOf('Przydzielone zgłoszenie', [
    given(
      'technician_name',
      '{{ technician_name }} przydziela Państwu zgłoszenie {{ ticket_number }}.',
      'Przydzielono Państwu zgłoszenie {{ ticket_number }}.',
    ),
    about,
    ticket,
  ]),
  'client-replied': mailOf('Nowa wiadomość', [
    given('contact_name', '{{ contact_name }} pisze w zgłoszeniu {{ ticket_number }}:', 'Nowa wiadomość w zgłoszeniu {{ ticket_number }}:'),
    written('reply'),
    ticket,
  ]),
  'note-mention': mailOf(
    'wzmianka o Państwu',
    [
      marked('Notatka wewnętrzna: nie widzi jej nikt spoza zespołu.'),
      given(
        'technician_name',
        '{{ technician_name }} wspomina o Państwu w zgłoszeniu {{ ticket_number }}:',
        'Wzmianka o Państwu w zgłoszeniu {{ ticket_number }}:',
      ),
      written('note'),
      'Odpowiedź na tę wiadomość również stanie się notatką wewnętrzną.',
      ticket,
    ],
    'Notatka wewnętrzna: ',
  ),
};
