import { given, lines, linkedAs, mailOf, marked, regards, type ShippedTemplates, subjectOrStop, written } from './pieces.ts';

const hello = `Olá${given('contact_name', ', {{ contact_name }}')},`;
const ticket = linkedAs('O ticket:');
const goodbye = regards('Com os melhores cumprimentos,');
const about = lines(['Assunto', 'ticket_subject'], ['De', 'requester_name'], ['Fila', 'queue_name'], ['Estado', 'ticket_status']);

/** Portuguese, formal without addressing anybody as a man or a woman. */
export const portuguese: ShippedTemplates = {
  'ticket-created': mailOf('Recebemos a sua mensagem', [
    hello,
    `Agradecemos a sua mensagem. Abrimos o ticket {{ ticket_number }} para lhe dar seguimento${subjectOrStop()}`,
    'Para acrescentar algo, basta responder a este e-mail. Pedimos que mantenha o número no assunto.',
    ticket,
    goodbye,
  ]),
  'technician-replied': mailOf('A nossa resposta ao seu pedido', [written('reply')]),
  'ticket-resolved': mailOf('O seu pedido foi resolvido', [
    hello,
    `Resolvemos o seu ticket {{ ticket_number }}${subjectOrStop()}`,
    'Ainda há algo que não está bem? Basta responder a este e-mail e voltaremos a tratar do assunto.',
    ticket,
    goodbye,
  ]),
  'ticket-closed': mailOf('O seu pedido foi encerrado', [
    hello,
    `O seu ticket {{ ticket_number }} está agora encerrado${subjectOrStop()}`,
    'Se voltar a precisar de nós neste assunto, basta responder a este e-mail.',
    ticket,
    goodbye,
  ]),
  'sla-breached': mailOf('Nível de serviço não cumprido', [
    `O nível de serviço do ticket {{ ticket_number }} não foi cumprido${given('reason', ': {{ reason }}', '.')}`,
    about,
    ticket,
  ]),
  'ticket-assigned': mailOf('Ticket a seu cargo', [
    given(
      'technician_name',
      '{{ technician_name }} atribuiu-lhe o ticket {{ ticket_number }}.',
      'Foi-lhe atribuído o ticket {{ ticket_number }}.',
    ),
    about,
    ticket,
  ]),
  'client-replied': mailOf('Nova mensagem', [
    given(
      'contact_name',
      '{{ contact_name }} escreveu no ticket {{ ticket_number }}:',
      'Há uma nova mensagem no ticket {{ ticket_number }}:',
    ),
    written('reply'),
    ticket,
  ]),
  'note-mention': mailOf(
    'o seu nome é mencionado',
    [
      marked('Nota interna: ninguém fora da equipa a vê.'),
      given(
        'technician_name',
        '{{ technician_name }} mencionou o seu nome no ticket {{ ticket_number }}:',
        'O seu nome é mencionado no ticket {{ ticket_number }}:',
      ),
      written('note'),
      'Se responder a este e-mail, a sua resposta também será uma nota interna.',
      ticket,
    ],
    'Nota interna: ',
  ),
};
