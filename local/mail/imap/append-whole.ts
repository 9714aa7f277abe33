import { randomUUID } from 'node:crypto';
import type { Connection, Server } from 'hoodiecrow-imap';
import append from 'hoodiecrow-imap/lib/commands/append.js';

/** Mailbox name, flags and date come before the mail. */
const MAX_BEFORE_MAIL = 4096;

/**
 * hoodiecrow plugin: takes an APPENDed mail as it is. The parser behind the server reads literals
 * character by character (a 25 MB mail holds up everybody for 7 s) and refuses NUL bytes, so it is
 * shown a token in the mail's place, and the mail is put back after it.
 */
export function appendWhole(server: Server): void {
  const waiting = new WeakMap<Connection, Map<string, string>>();
  server.connectionHandlers.push((connection) => {
    const mails = new Map<string, string>();
    waiting.set(connection, mails);
    const schedule = connection.scheduleCommand.bind(connection);
    connection.scheduleCommand = (data) => {
      const start = /^\s*\S+\s+APPEND\s/i.test(data.slice(0, MAX_BEFORE_MAIL)) ? lastLiteral(data) : undefined;
      if (start === undefined) return schedule(data);
      const token = randomUUID();
      mails.set(token, data.slice(start.mail));
      schedule(`${data.slice(0, start.brace)}{${token.length}}\r\n${token}`);
    };
  });
  server.setCommandHandler('APPEND', (connection, parsed, data, done) => {
    const last = parsed.attributes?.at(-1);
    const mails = waiting.get(connection);
    const mail = last && mails?.get(last.value);
    if (last && mail !== undefined) {
      mails?.delete(last.value);
      last.value = mail;
    }
    append(connection, parsed, data, done);
  });
}

/**
 * Where the literal begins that reaches to the end of the command: its brace, and its first byte.
 */
function lastLiteral(data: string): { brace: number; mail: number } | undefined {
  for (const match of data.slice(0, MAX_BEFORE_MAIL).matchAll(/\{(\d+)\+?\}\r?\n/g)) {
    const mail = match.index + match[0].length;
    if (mail + Number(match[1]) === data.length) return { brace: match.index, mail };
  }
  return undefined;
}
