import { join } from 'node:path';
import type { Simulation } from '../simulator/dispatch.ts';
import { type Served, serve, type Tls } from '../simulator/serve.ts';
import { answerSoap, type Busy } from './answer-soap.ts';
import { authorizer, type Scheme } from './authorize.ts';
import { autodiscoverRoutes } from './autodiscover-routes.ts';
import type { EwsCall } from './ews-call.ts';
import { EwsFault } from './ews-fault.ts';
import { type ExchangeControls, exchangeAdminRoutes } from './exchange-admin-routes.ts';
import { currentNumber, nextNumber, openExchangeStore } from './exchange-store.ts';
import { addMailbox, distinguishedFolder } from './folders.ts';
import { addItem } from './items.ts';
import { type ExtendedProtection, ntlmAcceptor } from './ntlm-acceptor.ts';

/** An account. It has a mailbox when one of its address is added. */
export type ExchangeUser = {
  address: string;
  password: string;
  /** The management role ApplicationImpersonation. */
  mayImpersonate?: boolean;
  /** Mailboxes of others that it has full access to. */
  fullAccess?: string[];
};

export type ExchangeOptions = {
  /** 0 takes a free one */
  port: number;
  /** where `exchange.sqlite` is kept */
  folder: string;
  tls: Tls;
  users: ExchangeUser[];
};

export type Exchange = Served &
  ExchangeControls & {
    /** Where EWS answers. */
    ewsUrl: string;
    addMailbox(address: string): void;
    /** Puts a mail into the inbox of a mailbox; resolves with the item's id. */
    deliver(address: string, raw: Uint8Array, received?: Date): Promise<string>;
    /** SOAP operations since the start, by name. */
    operations(): Record<string, number>;
    protect(protection: ExtendedProtection): void;
    /** The ways to sign in from now on. */
    offer(schemes: readonly Scheme[]): void;
  };

/** A mail that is uploaded, in base64, is not larger. */
const maxRequestBytes = 16 * 1024 * 1024;

/**
 * An Exchange server on premises, as far as a client of EWS sees one that reads, marks and moves
 * mails: SOAP over HTTPS, Basic and NTLM with Extended Protection, impersonation and full access,
 * Autodiscover. Rejects with the listen error.
 */
export async function startExchange({ port, folder, tls, users }: ExchangeOptions): Promise<Exchange> {
  const store = openExchangeStore(join(folder, 'exchange.sqlite'));
  const byAddress = new Map(users.map((user) => [user.address.toLowerCase(), user]));
  const passwords = new Map(users.map(({ address, password }) => [address.toLowerCase(), password]));
  const unreadable = new Set<string>();
  const operations: Record<string, number> = {};
  let protection: ExtendedProtection = 'allow';
  let busy: Busy[] = [];
  let offered: readonly Scheme[] = ['Negotiate', 'NTLM', 'Basic'];

  const hasMailbox = (address: string) => distinguishedFolder(store, address, 'root') !== null;
  const toCall =
    (user: string) =>
    (impersonated: string | null): EwsCall => {
      const account = byAddress.get(user);
      if (impersonated !== null && !account?.mayImpersonate)
        throw new EwsFault('ErrorImpersonateUserDenied', 'The account does not have permission to impersonate the requested user.');
      if (impersonated !== null && !hasMailbox(impersonated))
        throw new EwsFault('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.');
      const acting = impersonated ?? user;
      const mayOpen = (mailbox: string) => mailbox === acting || (account?.fullAccess ?? []).includes(mailbox);
      return { store, acting, mayOpen, unreadable, epoch: () => currentNumber(store, 'epoch') };
    };
  const count = (operation: string) => {
    operations[operation] = (operations[operation] ?? 0) + 1;
  };
  const controls: ExchangeControls = {
    beBusy(times, how) {
      busy = Array.from({ length: times }, () => how);
    },
    forgetSyncStates: () => void nextNumber(store, 'epoch'),
    breakMime: (subject) => void unreadable.add(subject),
  };
  const ewsPath = '/EWS/Exchange.asmx';
  const simulate = (url: string): Simulation<string> => ({
    routes: [
      {
        operation: `POST ${ewsPath}`,
        answer: async (request, _, user) =>
          answerSoap((await request.body(maxRequestBytes)).toString(), toCall(user), busy.shift() ?? null, count),
      },
      ...autodiscoverRoutes<string>((address) => (hasMailbox(address) ? `${url}${ewsPath}` : null)),
    ],
    admin: exchangeAdminRoutes(controls),
    authorize: authorizer(
      passwords,
      ntlmAcceptor(passwords, () => protection, tls.cert),
      () => offered,
    ),
    errorBody: (status, message) => `${status} ${message}`,
    headers: () => ({ 'x-feserver': 'EXCHANGE' }),
  });
  const served = await serve({ port, tls }, simulate);
  return {
    ...served,
    ...controls,
    ewsUrl: `${served.url}${ewsPath}`,
    addMailbox: (address) => addMailbox(store, address.toLowerCase()),
    async deliver(address, raw, received = new Date()) {
      const mailbox = address.toLowerCase();
      const inbox = distinguishedFolder(store, mailbox, 'inbox');
      if (!inbox) throw new Error(`There is no mailbox ${address}`);
      return addItem(store, mailbox, inbox.id, raw, received);
    },
    operations: () => ({ ...operations }),
    offer(schemes) {
      offered = schemes;
    },
    protect(wanted) {
      protection = wanted;
    },
    async stop() {
      await served.stop();
      store.close();
    },
  };
}
