import { given, lines, linkedAs, mailOf, marked, regards, type ShippedTemplates, subjectOrStop, written } from './pieces.ts';

const hello = `Goedendag${given('contact_name', ' {{ contact_name }}')},`;
const ticket = linkedAs('Het ticket:');
const goodbye = regards('Met vriendelijke groet,');
const about = lines(['Onderwerp', 'ticket_subject'], ['Van', 'requester_name'], ['Wachtrij', 'queue_name'], ['Status', 'ticket_status']);

/** Dutch: u to clients, je among colleagues. */
export const dutch: ShippedTemplates = {
  'ticket-created': mailOf('Wij hebben uw bericht ontvangen', [
    hello,
    `Bedankt voor uw bericht. Wij hebben hiervoor ticket {{ ticket_number }} aangemaakt${subjectOrStop()}`,
    'Wilt u iets toevoegen, beantwoord dan gewoon deze e-mail. Laat het nummer in het onderwerp alstublieft staan.',
    ticket,
    goodbye,
  ]),
  'technician-replied': mailOf('Ons antwoord op uw vraag', [written('reply')]),
  'ticket-resolved': mailOf('Uw vraag is opgelost', [
    hello,
    `Wij hebben uw ticket {{ ticket_number }} opgelost${subjectOrStop()}`,
    'Klopt er nog iets niet? Beantwoord dan gewoon deze e-mail, dan kijken wij er opnieuw naar.',
    ticket,
    goodbye,
  ]),
  'ticket-closed': mailOf('Uw vraag is afgesloten', [
    hello,
    `Uw ticket {{ ticket_number }} is nu gesloten${subjectOrStop()}`,
    'Hebt u ons hiervoor nog eens nodig, beantwoord dan gewoon deze e-mail.',
    ticket,
    goodbye,
  ]),
  'sla-breached': mailOf('Serviceniveau niet gehaald', [
    `Ticket {{ ticket_number }} heeft het serviceniveau niet gehaald${given('reason', ': {{ reason }}', '.')}`,
    about,
    ticket,
  ]),
  'ticket-assigned': mailOf('Aan jou toegewezen', [
    given(
      'technician_name',
      '{{ technician_name }} heeft ticket {{ ticket_number }} aan jou toegewezen.',
      'Ticket {{ ticket_number }} is aan jou toegewezen.',
    ),
    about,
    ticket,
  ]),
  'client-replied': mailOf('Nieuw bericht', [
    given(
      'contact_name',
      '{{ contact_name }} heeft geschreven in ticket {{ ticket_number }}:',
      'Er is een nieuw bericht in ticket {{ ticket_number }}:',
    ),
    written('reply'),
    ticket,
  ]),
  'note-mention': mailOf(
    'je wordt genoemd',
    [
      marked('Interne notitie: niemand buiten het team ziet deze.'),
      given(
        'technician_name',
        '{{ technician_name }} heeft je genoemd in ticket {{ ticket_number }}:',
        'Je wordt genoemd in ticket {{ ticket_number }}:',
      ),
      written('note'),
      'Als je deze e-mail beantwoordt, wordt je antwoord ook een interne notitie.',
      ticket,
    ],
    'Interne notitie: ',
  ),
};
