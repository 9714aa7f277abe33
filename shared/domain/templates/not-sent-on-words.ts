import type { LanguageCode } from '../text/language-code.ts';

/**
 * Why a technician's mail was not sent on to the client: it does not say what it answers, or
 * answers a mail of another ticket; the ticket is closed for long; a file can't be sent; it quotes
 * what is internal; nobody can be written to; it is too long; nothing is in it.
 */
export type NotSentOn = 'unclear' | 'elsewhere' | 'closed' | 'file' | 'quotation' | 'nobody' | 'large' | 'empty';

/** What a technician is told of a mail that was not sent on. Sentences, without HTML. */
export type NotSentOnWords = {
  /** The subject. */
  subject: string;
  /** That the client did not get it, and where it is. */
  kept: string;
  /** That the client did not get it, and it is nowhere. */
  gone: string;
  /** Why; `{file}` is the name of a file. */
  why: Record<NotSentOn, string>;
  /** What to do. */
  remedy: string;
};

/** In each language in which mail is written. */
export const notSentOnWords: Readonly<Record<LanguageCode, NotSentOnWords>> = {
  en: {
    subject: 'Your mail was not sent on',
    kept: 'The client did not get your mail. It is in the ticket as an internal note.',
    gone: 'The client did not get your mail, and it is not in the ticket.',
    why: {
      unclear: 'It does not say which message it answers.',
      elsewhere: 'It answers a message of another ticket, or of one that was merged into this one.',
      closed: 'The ticket was closed too long ago to be answered by mail.',
      file: 'The file “{file}” cannot be sent.',
      quotation: 'It quotes text that is for the team alone.',
      nobody: 'There is nobody in the ticket who can be written to.',
      large: 'It is too long for a mail.',
      empty: 'Apart from quotation and signature there was nothing in it.',
    },
    remedy: 'To answer the client, write the reply in the ticket.',
  },
  de: {
    subject: 'Ihre E-Mail wurde nicht weitergeleitet',
    kept: 'Der Kunde hat Ihre E-Mail nicht erhalten. Sie steht als interne Notiz im Ticket.',
    gone: 'Der Kunde hat Ihre E-Mail nicht erhalten, und sie steht nicht im Ticket.',
    why: {
      unclear: 'Aus ihr geht nicht hervor, auf welche Nachricht sie antwortet.',
      elsewhere: 'Sie antwortet auf eine Nachricht aus einem anderen Ticket oder aus einem, das mit diesem zusammengeführt wurde.',
      closed: 'Das Ticket wurde vor zu langer Zeit geschlossen, um per E-Mail beantwortet zu werden.',
      file: 'Die Datei „{file}“ kann nicht versendet werden.',
      quotation: 'Sie zitiert Text, der nur für das Team bestimmt ist.',
      nobody: 'Im Ticket gibt es niemanden, dem geschrieben werden kann.',
      large: 'Sie ist für eine E-Mail zu lang.',
      empty: 'Außer Zitat und Signatur enthielt sie nichts.',
    },
    remedy: 'Um dem Kunden zu antworten, schreiben Sie die Antwort bitte im Ticket.',
  },
  fr: {
    subject: 'Votre e-mail n’a pas été transmis',
    kept: 'Le client n’a pas reçu votre e-mail. Il figure dans le ticket comme note interne.',
    gone: 'Le client n’a pas reçu votre e-mail, et il ne figure pas dans le ticket.',
    why: {
      unclear: 'Il n’indique pas à quel message il répond.',
      elsewhere: 'Il répond à un message d’un autre ticket, ou d’un ticket fusionné avec celui-ci.',
      closed: 'Le ticket a été clôturé il y a trop longtemps pour qu’on puisse y répondre par e-mail.',
      file: 'Le fichier «\u00a0{file}\u00a0» ne peut pas être envoyé.',
      quotation: 'Il cite un texte réservé à l’équipe.',
      nobody: 'Le ticket ne compte personne à qui l’on puisse écrire.',
      large: 'Il est trop long pour un e-mail.',
      empty: 'En dehors de la citation et de la signature, il ne contenait rien.',
    },
    remedy: 'Pour répondre au client, rédigez la réponse dans le ticket.',
  },
  es: {
    subject: 'Su correo no se ha reenviado',
    kept: 'El cliente no ha recibido su correo. Figura en el ticket como nota interna.',
    gone: 'El cliente no ha recibido su correo, y este no figura en el ticket.',
    why: {
      unclear: 'No indica a qué mensaje responde.',
      elsewhere: 'Responde a un mensaje de otro ticket, o de uno que se fusionó con este.',
      closed: 'El ticket se cerró hace demasiado tiempo para responder por correo.',
      file: 'El archivo «{file}» no se puede enviar.',
      quotation: 'Cita un texto que es solo para el equipo.',
      nobody: 'En el ticket no hay nadie a quien se pueda escribir.',
      large: 'Es demasiado largo para un correo.',
      empty: 'Aparte de la cita y la firma, no contenía nada.',
    },
    remedy: 'Para responder al cliente, escriba la respuesta en el ticket.',
  },
  nl: {
    subject: 'Je e-mail is niet doorgestuurd',
    kept: 'De klant heeft je e-mail niet ontvangen. Hij staat als interne notitie in het ticket.',
    gone: 'De klant heeft je e-mail niet ontvangen, en hij staat niet in het ticket.',
    why: {
      unclear: 'Er staat niet in op welk bericht het een antwoord is.',
      elsewhere: 'Hij beantwoordt een bericht uit een ander ticket, of uit een ticket dat met dit is samengevoegd.',
      closed: 'Het ticket is te lang geleden gesloten om per e-mail te beantwoorden.',
      file: 'Het bestand ‘{file}’ kan niet worden verzonden.',
      quotation: 'Hij citeert tekst die alleen voor het team is.',
      nobody: 'In het ticket is er niemand aan wie geschreven kan worden.',
      large: 'Hij is te lang voor een e-mail.',
      empty: 'Behalve het citaat en de handtekening stond er niets in.',
    },
    remedy: 'Wil je de klant antwoorden, schrijf het antwoord dan in het ticket.',
  },
  it: {
    subject: 'La Sua e-mail non è stata inoltrata',
    kept: 'Il cliente non ha ricevuto la Sua e-mail. Si trova nel ticket come nota interna.',
    gone: 'Il cliente non ha ricevuto la Sua e-mail, che non si trova nel ticket.',
    why: {
      unclear: 'Non indica a quale messaggio risponde.',
      elsewhere: 'Risponde a un messaggio di un altro ticket, o di uno unito a questo.',
      closed: 'Il ticket è stato chiuso da troppo tempo per rispondere via e-mail.',
      file: 'Il file «{file}» non può essere inviato.',
      quotation: 'Cita un testo riservato al team.',
      nobody: 'Nel ticket non c’è nessuno a cui si possa scrivere.',
      large: 'È troppo lunga per un’e-mail.',
      empty: 'A parte la citazione e la firma, non conteneva nulla.',
    },
    remedy: 'Per rispondere al cliente, scriva la risposta nel ticket.',
  },
  pt: {
    subject: 'O seu e-mail não foi reencaminhado',
    kept: 'O cliente não recebeu o seu e-mail. Está no ticket como nota interna.',
    gone: 'O cliente não recebeu o seu e-mail, que não está no ticket.',
    why: {
      unclear: 'Não indica a que mensagem responde.',
      elsewhere: 'Responde a uma mensagem de outro ticket, ou de um que foi unido a este.',
      closed: 'O ticket foi encerrado há demasiado tempo para ser respondido por e-mail.',
      file: 'O ficheiro «{file}» não pode ser enviado.',
      quotation: 'Cita um texto que é só para a equipa.',
      nobody: 'No ticket não há ninguém a quem se possa escrever.',
      large: 'É demasiado longo para um e-mail.',
      empty: 'Além da citação e da assinatura, não continha nada.',
    },
    remedy: 'Para responder ao cliente, escreva a resposta no ticket.',
  },
  pl: {
    subject: 'Państwa wiadomość nie została przekazana',
    kept: 'Klient nie otrzymał Państwa wiadomości. Znajduje się ona w zgłoszeniu jako notatka wewnętrzna.',
    gone: 'Klient nie otrzymał Państwa wiadomości i nie ma jej w zgłoszeniu.',
    why: {
      unclear: 'Nie wynika z niej, na którą wiadomość odpowiada.',
      elsewhere: 'Odpowiada na wiadomość z innego zgłoszenia albo ze zgłoszenia scalonego z tym.',
      closed: 'Zgłoszenie zostało zamknięte zbyt dawno, aby odpowiedzieć na nie pocztą.',
      file: 'Pliku „{file}” nie można wysłać.',
      quotation: 'Cytuje tekst przeznaczony tylko dla zespołu.',
      nobody: 'W zgłoszeniu nie ma nikogo, do kogo można napisać.',
      large: 'Jest zbyt długa na wiadomość e-mail.',
      empty: 'Poza cytatem i podpisem niczego nie zawierała.',
    },
    remedy: 'Aby odpowiedzieć klientowi, proszę napisać odpowiedź w zgłoszeniu.',
  },
};
