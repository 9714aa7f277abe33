import { ewsSource } from '../../../shared/adapters/ews/ews-source.ts';
import { refusedLogins } from '../../../shared/adapters/net/refused-logins.ts';
import type { Cursor, EwsMailbox } from '../../../shared/domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../../shared/errors.ts';
import type { MailSource } from '../../../shared/ports/mail-source.ts';
import { exchangePassword, startLocalExchange } from '../../local/support/local-exchange.ts';
import { ewsMailbox } from '../../support/ews-mailbox.ts';
import { loopbackDialer } from '../../support/loopback-dialer.ts';

export const address = 'exchange@contoso.example';
export const service = 'service@contoso.example';
const colleague = 'colleague@contoso.example';

/**
 * The simulated Exchange with the mailbox `address`, its colleague with full access to it, a
 * service that may impersonate it, and a stranger; and sources for them.
 */
export async function anExchange() {
  const local = await startLocalExchange([
    { address: service, password: 'of the service', mayImpersonate: true },
    { address: colleague, password: 'of a colleague', fullAccess: [address] },
    { address: 'stranger@contoso.example', password: 'of a stranger' },
  ]);
  const { exchange } = local;
  exchange.addMailbox(colleague);
  const opened: MailSource[] = [];
  return {
    exchange,
    /** `passwords`: the one that is kept, and the one that is fresh. */
    open(more: Partial<EwsMailbox> = {}, passwords = [exchangePassword], refused = refusedLogins(Date.now)): MailSource {
      const login = async (fresh: boolean) => ({ password: passwords[fresh ? passwords.length - 1 : 0] ?? '' });
      const limits = { mailBytes: 100_000, timeoutMs: 5000 };
      const deps = { ...limits, findUrl: noUrl, refused, dialer: loopbackDialer, certificateAuthority: local.certificates.ca };
      const source = ewsSource(ewsMailbox(exchange.ewsUrl, more), login, deps);
      opened.push(source);
      return source;
    },
    /**
     * How often each operation of EWS was asked for by this work, and how many requests it took.
     */
    async operations(work: () => Promise<unknown>): Promise<Record<string, number>> {
      const [before, requests] = [exchange.operations(), exchange.stats().requests];
      await work();
      const counted = Object.entries(exchange.operations()).map(([name, n]) => [name, n - (before[name] ?? 0)] as const);
      return { ...Object.fromEntries(counted.filter(([, n]) => n > 0)), requests: exchange.stats().requests - requests };
    },
    async end() {
      for (const source of opened) await source.close();
      await local.end();
    },
  };
}

export const noUrl = () => Promise.reject(new Error('it has an address'));

/** All mails from a cursor on, and where the next visit goes on. */
export async function visit(source: MailSource, cursor: Cursor | null = null) {
  const ids: string[] = [];
  let last = cursor;
  for await (const { mail, cursorAfter } of source.newMails(cursor, { mailBytes: 100_000, setAside: null })) {
    if (mail) ids.push(mail.remoteId);
    last = cursorAfter ?? last;
  }
  return { ids, cursor: last };
}

export const subjectsOf = (source: MailSource, ids: string[]) =>
  Promise.all(ids.map(async (id) => /^Subject: (.*)\r$/m.exec(Buffer.from((await source.rawMail(id)) ?? []).toString())?.[1]));

export async function failureOf(work: Promise<unknown>): Promise<MailSourceError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MailSourceError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}
