import { given, lines, linkedAs, mailOf, marked, regards, type ShippedTemplates, subjectOrStop, written } from './pieces.ts';

const hello = `Hola${given('contact_name', ', {{ contact_name }}')}:`;
const ticket = linkedAs('El ticket:');
const goodbye = regards('Un cordial saludo,');
const about = lines(['Asunto', 'ticket_subject'], ['De', 'requester_name'], ['Cola', 'queue_name'], ['Estado', 'ticket_status']);

/** Spanish, with usted. */
export const spanish: ShippedTemplates = {
  'ticket-created': mailOf('Hemos recibido su mensaje', [
    hello,
    `Gracias por su mensaje. Hemos abierto el ticket {{ ticket_number }} para atenderlo${subjectOrStop()}`,
    'Si desea añadir algo, solo tiene que responder a este correo. Le rogamos que deje el número en el asunto.',
    ticket,
    goodbye,
  ]),
  'technician-replied': mailOf('Nuestra respuesta a su solicitud', [written('reply')]),
  'ticket-resolved': mailOf('Hemos resuelto su solicitud', [
    hello,
    `Hemos resuelto su ticket {{ ticket_number }}${subjectOrStop()}`,
    '¿Sigue habiendo algún problema? Responda a este correo y volveremos a ocuparnos de ello.',
    ticket,
    goodbye,
  ]),
  'ticket-closed': mailOf('Su solicitud está cerrada', [
    hello,
    `Su ticket {{ ticket_number }} ya está cerrado${subjectOrStop()}`,
    'Si vuelve a necesitarnos para este asunto, solo tiene que responder a este correo.',
    ticket,
    goodbye,
  ]),
  'sla-breached': mailOf('Nivel de servicio incumplido', [
    `No se ha cumplido el nivel de servicio del ticket {{ ticket_number }}${given('reason', ': {{ reason }}', '.')}`,
    about,
    ticket,
  ]),
  'ticket-assigned': mailOf('Ticket a su cargo', [
    given(
      'technician_name',
      '{{ technician_name }} le ha asignado el ticket {{ ticket_number }}.',
      'Se le ha asignado el ticket {{ ticket_number }}.',
    ),
    about,
    ticket,
  ]),
  'client-replied': mailOf('Nuevo mensaje', [
    given(
      'contact_name',
      '{{ contact_name }} ha escrito en el ticket {{ ticket_number }}:',
      'Hay un mensaje nuevo en el ticket {{ ticket_number }}:',
    ),
    written('reply'),
    ticket,
  ]),
  'note-mention': mailOf(
    'se menciona su nombre',
    [
      marked('Nota interna: nadie la ve fuera del equipo.'),
      given(
        'technician_name',
        '{{ technician_name }} ha mencionado su nombre en el ticket {{ ticket_number }}:',
        'Se menciona su nombre en el ticket {{ ticket_number }}:',
      ),
      written('note'),
      'Si responde a este correo, su respuesta también será una nota interna.',
      ticket,
    ],
    'Nota interna: ',
  ),
};
