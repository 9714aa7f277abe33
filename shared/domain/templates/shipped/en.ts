import { given, lines, linkedAs, mailOf, marked, regards, type ShippedTemplates, subjectOrStop, written } from './pieces.ts';

const hello = `Hello${given('contact_name', ' {{ contact_name }}')},`;
const ticket = linkedAs('The ticket:');
const goodbye = regards('Kind regards');
const about = lines(['Subject', 'ticket_subject'], ['From', 'requester_name'], ['Queue', 'queue_name'], ['Status', 'ticket_status']);

/** English. */
export const english: ShippedTemplates = {
  'ticket-created': mailOf('We have received your mail', [
    hello,
    `Thank you for your mail. We have opened ticket {{ ticket_number }} for it${subjectOrStop()}`,
    'To add something, just reply to this mail. Please leave the number in the subject.',
    ticket,
    goodbye,
  ]),
  'technician-replied': mailOf('Our answer to your request', [written('reply')]),
  'ticket-resolved': mailOf('We have resolved your request', [
    hello,
    `We have resolved your ticket {{ ticket_number }}${subjectOrStop()}`,
    'Is something still not right? Just reply to this mail, and we will look into it again.',
    ticket,
    goodbye,
  ]),
  'ticket-closed': mailOf('Your request is closed', [
    hello,
    `Your ticket {{ ticket_number }} is now closed${subjectOrStop()}`,
    'If you need us again for this, just reply to this mail.',
    ticket,
    goodbye,
  ]),
  'sla-breached': mailOf('Service level missed', [
    `Ticket {{ ticket_number }} has missed its service level${given('reason', ': {{ reason }}', '.')}`,
    about,
    ticket,
  ]),
  'ticket-assigned': mailOf('Assigned to you', [
    given(
      'technician_name',
      '{{ technician_name }} has assigned ticket {{ ticket_number }} to you.',
      'Ticket {{ ticket_number }} has been assigned to you.',
    ),
    about,
    ticket,
  ]),
  'client-replied': mailOf('New message', [
    given(
      'contact_name',
      '{{ contact_name }} has written in ticket {{ ticket_number }}:',
      'There is a new message in ticket {{ ticket_number }}:',
    ),
    written('reply'),
    ticket,
  ]),
  'note-mention': mailOf(
    'you are mentioned',
    [
      marked('Internal note: nobody outside the team sees it.'),
      given(
        'technician_name',
        '{{ technician_name }} has mentioned you in ticket {{ ticket_number }}:',
        'You are mentioned in ticket {{ ticket_number }}:',
      ),
      written('note'),
      'If you reply to this mail, your answer becomes an internal note as well.',
      ticket,
    ],
    'Internal note: ',
  ),
};
