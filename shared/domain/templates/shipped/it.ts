import { given, lines, linkedAs, mailOf, marked, regards, type ShippedTemplates, subjectOrStop, written } from './pieces.ts';

const hello = `Buongiorno${given('contact_name', ' {{ contact_name }}')},`;
const ticket = linkedAs('Il ticket:');
const goodbye = regards('Cordiali saluti');
const about = lines(['Oggetto', 'ticket_subject'], ['Da', 'requester_name'], ['Coda', 'queue_name'], ['Stato', 'ticket_status']);

/** Italian, with Lei. */
export const italian: ShippedTemplates = {
  'ticket-created': mailOf('Abbiamo ricevuto il Suo messaggio', [
    hello,
    `grazie per il Suo messaggio. Abbiamo aperto il ticket {{ ticket_number }}${subjectOrStop()}`,
    'Per aggiungere qualcosa è sufficiente rispondere a questa e-mail. La preghiamo di lasciare il numero nell’oggetto.',
    ticket,
    goodbye,
  ]),
  'technician-replied': mailOf('La nostra risposta alla Sua richiesta', [written('reply')]),
  'ticket-resolved': mailOf('La Sua richiesta è stata risolta', [
    hello,
    `abbiamo risolto il Suo ticket {{ ticket_number }}${subjectOrStop()}`,
    'C’è ancora qualcosa che non va? Risponda a questa e-mail e ce ne occuperemo di nuovo.',
    ticket,
    goodbye,
  ]),
  'ticket-closed': mailOf('La Sua richiesta è stata chiusa', [
    hello,
    `il Suo ticket {{ ticket_number }} è ora chiuso${subjectOrStop()}`,
    'Se avesse ancora bisogno di noi per questa richiesta, è sufficiente rispondere a questa e-mail.',
    ticket,
    goodbye,
  ]),
  'sla-breached': mailOf('Livello di servizio non rispettato', [
    `Il livello di servizio del ticket {{ ticket_number }} non è stato rispettato${given('reason', ': {{ reason }}', '.')}`,
    about,
    ticket,
  ]),
  'ticket-assigned': mailOf('Assegnato a Lei', [
    given(
      'technician_name',
      '{{ technician_name }} Le ha assegnato il ticket {{ ticket_number }}.',
      'Le è stato assegnato il ticket {{ ticket_number }}.',
    ),
    about,
    ticket,
  ]),
  'client-replied': mailOf('Nuovo messaggio', [
    given(
      'contact_name',
      '{{ contact_name }} ha scritto nel ticket {{ ticket_number }}:',
      'C’è un nuovo messaggio nel ticket {{ ticket_number }}:',
    ),
    written('reply'),
    ticket,
  ]),
  'note-mention': mailOf(
    'il Suo nome è citato',
    [
      marked('Nota interna: nessuno la vede al di fuori del team.'),
      given(
        'technician_name',
        '{{ technician_name }} ha citato il Suo nome nel ticket {{ ticket_number }}:',
        'Il Suo nome è citato nel ticket {{ ticket_number }}:',
      ),
      written('note'),
      'Se risponde a questa e-mail, anche la Sua risposta diventa una nota interna.',
      ticket,
    ],
    'Nota interna: ',
  ),
};
