import type { LanguageCode } from '../text/language-code.ts';
import type { TemplateEvent } from './template-event.ts';

/** What a notice says that no template is for. Sentences, without HTML. */
export type NoticeWords = {
  /** The beginning of the subject of what is for technicians alone. */
  internal: string;
  /** That nobody else gets it. */
  onlyTeam: string;
  /** What technicians are told of each event. */
  team: Record<TemplateEvent, string>;
  /** What those are told who take part in a ticket that another opened. */
  takesPart: string;
  /** What stands above a link that somebody asked for, since theirs had ended. */
  newLink: string;
  /** That a mail came back from `{address}`, and what follows from that for one that is dead. */
  returned: string;
  heldFromNow: string;
};

/** In each language in which mail is written. */
export const noticeWords: Readonly<Record<LanguageCode, NoticeWords>> = {
  en: {
    internal: 'Internal notice: ',
    onlyTeam: 'Internal notice: nobody outside the team gets it.',
    team: {
      'ticket-created': 'A ticket was opened.',
      'technician-replied': 'A technician has replied.',
      'ticket-resolved': 'The ticket was resolved.',
      'ticket-closed': 'The ticket was closed.',
      'sla-breached': 'The ticket has missed its service level.',
      'ticket-assigned': 'The ticket was assigned to you.',
      'client-replied': 'There is a new message in the ticket.',
      'note-mention': 'You are mentioned in a note.',
    },
    takesPart: 'We have opened a ticket in which you take part.',
    newLink: 'Here is the new link to your conversation with us that you asked for. It is for you alone.',
    returned: 'Our mail to {address} was returned.',
    heldFromNow: 'Later mail to an address that nobody has is held until somebody clears the address.',
  },
  de: {
    internal: 'Interne Mitteilung: ',
    onlyTeam: 'Interne Mitteilung: außerhalb des Teams erhält sie niemand.',
    team: {
      'ticket-created': 'Ein Ticket wurde eröffnet.',
      'technician-replied': 'Das Team hat geantwortet.',
      'ticket-resolved': 'Das Ticket wurde gelöst.',
      'ticket-closed': 'Das Ticket wurde geschlossen.',
      'sla-breached': 'Das Ticket hat sein Service-Level verfehlt.',
      'ticket-assigned': 'Das Ticket wurde Ihnen zugewiesen.',
      'client-replied': 'Im Ticket gibt es eine neue Nachricht.',
      'note-mention': 'Sie wurden in einer Notiz erwähnt.',
    },
    takesPart: 'Wir haben ein Ticket eröffnet, an dem Sie beteiligt sind.',
    newLink: 'Hier ist der neue Link zu Ihrer Unterhaltung mit uns, um den Sie gebeten haben. Er ist nur für Sie bestimmt.',
    returned: 'Unsere E-Mail an {address} kam zurück.',
    heldFromNow: 'Weitere E-Mails an eine Adresse, die es nicht gibt, werden zurückgehalten, bis jemand die Adresse freigibt.',
  },
  fr: {
    internal: 'Avis interne\u00a0: ',
    onlyTeam: 'Avis interne\u00a0: personne ne le reçoit en dehors de l’équipe.',
    team: {
      'ticket-created': 'Un ticket a été ouvert.',
      'technician-replied': 'L’équipe a répondu.',
      'ticket-resolved': 'Le ticket a été résolu.',
      'ticket-closed': 'Le ticket a été clôturé.',
      'sla-breached': 'Le niveau de service du ticket n’a pas été respecté.',
      'ticket-assigned': 'Le ticket vous a été attribué.',
      'client-replied': 'Il y a un nouveau message dans le ticket.',
      'note-mention': 'Votre nom est cité dans une note.',
    },
    takesPart: 'Nous avons ouvert un ticket auquel vous participez.',
    newLink: 'Voici le nouveau lien vers votre conversation avec nous, que vous avez demandé. Il est réservé à votre usage.',
    returned: 'Notre e-mail à {address} nous a été retourné.',
    heldFromNow: 'Les prochains e-mails à une adresse inexistante sont retenus jusqu’à ce que quelqu’un la débloque.',
  },
  es: {
    internal: 'Aviso interno: ',
    onlyTeam: 'Aviso interno: nadie lo recibe fuera del equipo.',
    team: {
      'ticket-created': 'Se ha abierto un ticket.',
      'technician-replied': 'El equipo ha respondido.',
      'ticket-resolved': 'El ticket se ha resuelto.',
      'ticket-closed': 'El ticket se ha cerrado.',
      'sla-breached': 'No se ha cumplido el nivel de servicio del ticket.',
      'ticket-assigned': 'Se le ha asignado el ticket.',
      'client-replied': 'Hay un mensaje nuevo en el ticket.',
      'note-mention': 'Se menciona su nombre en una nota.',
    },
    takesPart: 'Hemos abierto un ticket en el que usted participa.',
    newLink: 'Aquí tiene el nuevo enlace a su conversación con nosotros, que ha solicitado. Es solo para usted.',
    returned: 'Nuestro correo a {address} ha sido devuelto.',
    heldFromNow: 'Los próximos correos a una dirección que no existe se retienen hasta que alguien la desbloquee.',
  },
  nl: {
    internal: 'Interne melding: ',
    onlyTeam: 'Interne melding: niemand buiten het team ontvangt deze.',
    team: {
      'ticket-created': 'Er is een ticket aangemaakt.',
      'technician-replied': 'Het team heeft geantwoord.',
      'ticket-resolved': 'Het ticket is opgelost.',
      'ticket-closed': 'Het ticket is gesloten.',
      'sla-breached': 'Het ticket heeft het serviceniveau niet gehaald.',
      'ticket-assigned': 'Het ticket is aan jou toegewezen.',
      'client-replied': 'Er is een nieuw bericht in het ticket.',
      'note-mention': 'Je wordt genoemd in een notitie.',
    },
    takesPart: 'Wij hebben een ticket aangemaakt waarbij u betrokken bent.',
    newLink: 'Hier is de nieuwe link naar uw gesprek met ons, waar u om hebt gevraagd. Hij is alleen voor u bestemd.',
    returned: 'Onze e-mail aan {address} is teruggekomen.',
    heldFromNow: 'Volgende e-mails aan een adres dat niet bestaat, worden vastgehouden tot iemand het adres vrijgeeft.',
  },
  it: {
    internal: 'Avviso interno: ',
    onlyTeam: 'Avviso interno: nessuno lo riceve al di fuori del team.',
    team: {
      'ticket-created': 'È stato aperto un ticket.',
      'technician-replied': 'Il team ha risposto.',
      'ticket-resolved': 'Il ticket è stato risolto.',
      'ticket-closed': 'Il ticket è stato chiuso.',
      'sla-breached': 'Il livello di servizio del ticket non è stato rispettato.',
      'ticket-assigned': 'Le è stato assegnato il ticket.',
      'client-replied': 'C’è un nuovo messaggio nel ticket.',
      'note-mention': 'Il Suo nome è citato in una nota.',
    },
    takesPart: 'Abbiamo aperto un ticket che La riguarda.',
    newLink: 'Ecco il nuovo link alla Sua conversazione con noi, che ha richiesto. È riservato a Lei.',
    returned: 'La nostra e-mail a {address} è stata respinta.',
    heldFromNow: 'Le prossime e-mail a un indirizzo che non esiste vengono trattenute finché qualcuno non lo sblocca.',
  },
  pt: {
    internal: 'Aviso interno: ',
    onlyTeam: 'Aviso interno: ninguém fora da equipa o recebe.',
    team: {
      'ticket-created': 'Foi aberto um ticket.',
      'technician-replied': 'A equipa respondeu.',
      'ticket-resolved': 'O ticket foi resolvido.',
      'ticket-closed': 'O ticket foi encerrado.',
      'sla-breached': 'O nível de serviço do ticket não foi cumprido.',
      'ticket-assigned': 'Foi-lhe atribuído o ticket.',
      'client-replied': 'Há uma nova mensagem no ticket.',
      'note-mention': 'O seu nome é mencionado numa nota.',
    },
    takesPart: 'Abrimos um ticket em que participa.',
    newLink: 'Aqui está a nova ligação para a sua conversa connosco, que pediu. Destina-se apenas a si.',
    returned: 'O nosso e-mail para {address} foi devolvido.',
    heldFromNow: 'Os próximos e-mails para um endereço que não existe ficam retidos até que alguém o desbloqueie.',
  },
  pl: {
    internal: 'Powiadomienie wewnętrzne: ',
    onlyTeam: 'Powiadomienie wewnętrzne: nie otrzymuje go nikt spoza zespołu.',
    team: {
      'ticket-created': 'Zarejestrowano zgłoszenie.',
      'technician-replied': 'Zespół udzielił odpowiedzi.',
      'ticket-resolved': 'Zgłoszenie zostało rozwiązane.',
      'ticket-closed': 'Zgłoszenie zostało zamknięte.',
      'sla-breached': 'W zgłoszeniu przekroczono uzgodniony poziom usług.',
      'ticket-assigned': 'Zgłoszenie zostało Państwu przydzielone.',
      'client-replied': 'W zgłoszeniu jest nowa wiadomość.',
      'note-mention': 'Jest wzmianka o Państwu w notatce.',
    },
    takesPart: 'Zarejestrowaliśmy zgłoszenie, w którym Państwo uczestniczą.',
    newLink: 'Oto nowy link do Państwa rozmowy z nami, o który Państwo prosili. Jest przeznaczony tylko dla Państwa.',
    returned: 'Nasza wiadomość na adres {address} została zwrócona.',
    heldFromNow: 'Kolejne wiadomości na nieistniejący adres są wstrzymywane, dopóki ktoś nie odblokuje adresu.',
  },
};
