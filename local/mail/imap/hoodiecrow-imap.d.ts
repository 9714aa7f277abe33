// What we use of hoodiecrow-imap 2.1.0, which comes without types.
declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  namespace createServer {
    interface Message {
      uid: number;
      flags: string[];
      /** In IMAP's form, e.g. "17-Jul-1996 02:44:25 -0700". */
      internaldate: string;
      /** The mail, one character a byte. */
      raw: string;
      parsed?: ParsedMail | undefined;
      /** Set when the message was removed from its mailbox. */
      ghost?: boolean;
    }
    interface ParsedMail {
      readonly header: string[];
    }
    interface Mailbox {
      path: string;
      uidvalidity: number;
      uidnext: number;
      messages: Message[];
      flags: string[];
      permanentFlags: string[];
      allowPermanentFlags: boolean;
    }
    interface Connection {
      secureConnection: boolean;
      socket: Socket | null;
      selectedMailbox?: Mailbox | false;
      scheduleCommand(data: string): void;
    }
    interface Command {
      tag: string;
      command?: string;
      attributes?: { type: string; value: string }[];
    }
    type CommandHandler = (connection: Connection, parsed: Command, data: string, done: () => void) => void;
    interface FetchItem {
      type: string;
      value: string;
      section?: unknown[];
      partial?: number[];
    }
    type FetchValue = string | number | { type: 'LITERAL'; value: string } | FetchValue[];
    type FetchAnswer = (connection: Connection, message: Message, item: FetchItem) => FetchValue;
    interface Server extends EventEmitter {
      connectionHandlers: ((connection: Connection) => void)[];
      outputHandlers: ((connection: Connection, response: Command, description: string, parsed: Command | null) => void)[];
      messageHandlers: ((server: Server, message: Message, mailbox: Mailbox) => void)[];
      fetchHandlers: Record<string, FetchAnswer>;
      folderCache: Record<string, Mailbox>;
      setCommandHandler(command: string, handler: CommandHandler): void;
      getMailbox(path: string): Mailbox | undefined;
      getMessageRange(mailbox: Mailbox | Message[] | string, range: string, isUid?: boolean): [number, Message][];
      formatInternalDate(date: Date): string;
      notify(command: { tag: string; attributes: unknown[] }, mailbox: Mailbox): void;
      createClient(socket: Socket): void;
    }
    interface Options {
      plugins: (string | ((server: Server) => void))[];
      users: Record<string, { password: string }>;
      storage: Record<string, unknown>;
      credentials: { key: string; cert: string };
    }
  }
  function createServer(options: createServer.Options): createServer.Server;
  export = createServer;
}

declare module 'hoodiecrow-imap/lib/commands/handlers/fetch.js' {
  import type { FetchAnswer } from 'hoodiecrow-imap';

  const answers: Record<string, FetchAnswer>;
  export default answers;
}
declare module 'hoodiecrow-imap/lib/mimeparser.js' {
  import type { ParsedMail } from 'hoodiecrow-imap';
  export default function parse(raw: string): ParsedMail;
}
declare module 'hoodiecrow-imap/lib/commands/append.js' {
  import type { CommandHandler } from 'hoodiecrow-imap';

  const append: CommandHandler;
  export default append;
}
