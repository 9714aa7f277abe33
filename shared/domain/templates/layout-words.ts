import type { LanguageCode } from '../text/language-code.ts';
import type { TicketStatus } from '../tickets/ticket-status.ts';

/** The small words around what a mail says. */
export type LayoutWords = {
  /** Before the list of who else got it. */
  alsoSentTo: string;
  /** The line above a quotation; `when` has date and time. */
  wrote(name: string, when: string): string;
  /** In place of the end of a quotation. */
  shortened: string;
  /** The address of a ticket's page. */
  openTicket: string;
  status: Record<TicketStatus, string>;
};

/** In each language in which mail is written. */
export const layoutWords: Readonly<Record<LanguageCode, LayoutWords>> = {
  en: {
    alsoSentTo: 'Also sent to:',
    wrote: (name, when) => `On ${when}, ${name} wrote:`,
    shortened: 'The rest is left out here.',
    openTicket: 'Open the ticket',
    status: { new: 'new', open: 'open', pending: 'pending', resolved: 'resolved', closed: 'closed' },
  },
  de: {
    alsoSentTo: 'Auch gesendet an:',
    wrote: (name, when) => `Am ${when} schrieb ${name}:`,
    shortened: 'Der Rest ist hier weggelassen.',
    openTicket: 'Ticket öffnen',
    status: { new: 'neu', open: 'offen', pending: 'wartend', resolved: 'gelöst', closed: 'geschlossen' },
  },
  fr: {
    alsoSentTo: 'Également envoyé à\u00a0:',
    wrote: (name, when) => `Le ${when}, ${name} a écrit\u00a0:`,
    shortened: 'La suite est omise ici.',
    openTicket: 'Ouvrir le ticket',
    status: { new: 'nouveau', open: 'ouvert', pending: 'en attente', resolved: 'résolu', closed: 'clôturé' },
  },
  es: {
    alsoSentTo: 'Enviado también a:',
    wrote: (name, when) => `El ${when}, ${name} escribió:`,
    shortened: 'El resto se ha omitido aquí.',
    openTicket: 'Abrir el ticket',
    status: { new: 'nuevo', open: 'abierto', pending: 'en espera', resolved: 'resuelto', closed: 'cerrado' },
  },
  nl: {
    alsoSentTo: 'Ook verzonden aan:',
    wrote: (name, when) => `Op ${when} schreef ${name}:`,
    shortened: 'De rest is hier weggelaten.',
    openTicket: 'Ticket openen',
    status: { new: 'nieuw', open: 'open', pending: 'in de wacht', resolved: 'opgelost', closed: 'gesloten' },
  },
  it: {
    alsoSentTo: 'Inviato anche a:',
    wrote: (name, when) => `Il ${when}, ${name} ha scritto:`,
    shortened: 'Il resto è stato omesso.',
    openTicket: 'Apri il ticket',
    status: { new: 'nuovo', open: 'aperto', pending: 'in attesa', resolved: 'risolto', closed: 'chiuso' },
  },
  pt: {
    alsoSentTo: 'Enviado também para:',
    wrote: (name, when) => `Em ${when}, ${name} escreveu:`,
    shortened: 'O resto foi omitido aqui.',
    openTicket: 'Abrir o ticket',
    status: { new: 'novo', open: 'aberto', pending: 'pendente', resolved: 'resolvido', closed: 'encerrado' },
  },
  pl: {
    alsoSentTo: 'Wysłano również do:',
    wrote: (name, when) => `Dnia ${when}, ${name} pisze:`,
    shortened: 'Dalsza część została tu pominięta.',
    openTicket: 'Otwórz zgłoszenie',
    status: { new: 'nowe', open: 'otwarte', pending: 'wstrzymane', resolved: 'rozwiązane', closed: 'zamknięte' },
  },
};
