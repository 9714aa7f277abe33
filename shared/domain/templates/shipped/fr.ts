import { given, lines, linkedAs, mailOf, marked, regards, type ShippedTemplates, subjectOrStop, written } from './pieces.ts';

const hello = `Bonjour${given('contact_name', ' {{ contact_name }}')},`;
const ticket = linkedAs('Le ticket\u00a0:');
const goodbye = regards('Cordialement,');
const about = lines(
  ['Objet\u00a0', 'ticket_subject'],
  ['De\u00a0', 'requester_name'],
  ['File d’attente\u00a0', 'queue_name'],
  ['Statut\u00a0', 'ticket_status'],
);

/** French, with vous; a colon and a question mark have a space before them. */
export const french: ShippedTemplates = {
  'ticket-created': mailOf('Nous avons bien reçu votre message', [
    hello,
    `Merci de votre message. Nous avons ouvert le ticket {{ ticket_number }} pour le traiter${subjectOrStop('\u00a0:')}`,
    'Pour ajouter une précision, il vous suffit de répondre à ce message. Merci de laisser le numéro dans l’objet.',
    ticket,
    goodbye,
  ]),
  'technician-replied': mailOf('Notre réponse à votre demande', [written('reply')]),
  'ticket-resolved': mailOf('Votre demande est résolue', [
    hello,
    `Nous avons résolu votre ticket {{ ticket_number }}${subjectOrStop('\u00a0:')}`,
    'Le problème persiste\u00a0? Il vous suffit de répondre à ce message et nous reprendrons votre demande.',
    ticket,
    goodbye,
  ]),
  'ticket-closed': mailOf('Votre demande est clôturée', [
    hello,
    `Votre ticket {{ ticket_number }} est maintenant clôturé${subjectOrStop('\u00a0:')}`,
    'Si vous avez de nouveau besoin de nous à ce sujet, il vous suffit de répondre à ce message.',
    ticket,
    goodbye,
  ]),
  'sla-breached': mailOf('Niveau de service non respecté', [
    `Le niveau de service du ticket {{ ticket_number }} n’a pas été respecté${given('reason', '\u00a0: {{ reason }}', '.')}`,
    about,
    ticket,
  ]),
  'ticket-assigned': mailOf('Ticket qui vous est attribué', [
    given(
      'technician_name',
      '{{ technician_name }} vous a attribué le ticket {{ ticket_number }}.',
      'Le ticket {{ ticket_number }} vous a été attribué.',
    ),
    about,
    ticket,
  ]),
  'client-replied': mailOf('Nouveau message', [
    given(
      'contact_name',
      '{{ contact_name }} a écrit dans le ticket {{ ticket_number }}\u00a0:',
      'Nouveau message dans le ticket {{ ticket_number }}\u00a0:',
    ),
    written('reply'),
    ticket,
  ]),
  'note-mention': mailOf(
    'votre nom est cité',
    [
      marked('Note interne\u00a0: personne ne la voit en dehors de l’équipe.'),
      given(
        'technician_name',
        '{{ technician_name }} a cité votre nom dans le ticket {{ ticket_number }}\u00a0:',
        'Votre nom est cité dans le ticket {{ ticket_number }}\u00a0:',
      ),
      written('note'),
      'Si vous répondez à ce message, votre réponse devient elle aussi une note interne.',
      ticket,
    ],
    'Note interne\u00a0: ',
  ),
};
