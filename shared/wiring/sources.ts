import { refusedLogins } from '../adapters/net/refused-logins.ts';
import { signInGuard } from '../adapters/net/sign-in-guard.ts';
import type { Settings } from '../config.ts';
import { EwsMailbox, GraphMailbox, ImapMailbox } from '../domain/mailboxes/mailbox.ts';
import { limitConcurrency } from '../limit-concurrency.ts';
import type { Authorising } from './authorising.ts';
import type { Clients } from './clients.ts';
import { mailCredentials } from './mail-credentials.ts';
import { once } from './once.ts';
import { type SourceKinds, sourceKind } from './source-kind.ts';

/**
 * Exchange lets an account have 27 connections (EwsMaxConcurrency), and other programs may use the
 * same one.
 */
const ewsRequestsAtATime = 4;

/** The kinds of sources: a new one is an adapter, a row here, and its schema in mailbox.ts. */
export function sourceKinds(settings: Settings, { token, dialer }: Clients, { access, graphFor, secretOf }: Authorising): SourceKinds {
  const { MAX_MAIL_BYTES: mailBytes, ALLOW_PLAIN_IMAP: allowPlain } = settings;
  const given = mailCredentials(settings, { token }, { access, secretOf });
  const credentials = (mailbox: ImapMailbox | EwsMailbox, fresh: boolean) => given(mailbox, mailbox.login, fresh);
  const ewsUrls = once(async () => (await import('../adapters/ews/kept-urls.ts')).keptUrls(Date.now, dialer));
  const ewsRefused = refusedLogins(Date.now);
  const guard = signInGuard(Date.now);
  const ewsTurns = limitConcurrency(ewsRequestsAtATime);
  // an adapter is loaded when its first mailbox is opened
  return new Map([
    [
      'graph',
      sourceKind(GraphMailbox, async (mailbox) => {
        const { graphSource } = await import('../adapters/graph/graph-source.ts');
        return graphSource(mailbox, await graphFor(mailbox), mailBytes);
      }),
    ],
    [
      'imap',
      sourceKind(ImapMailbox, async (mailbox) => {
        const { imapSource } = await import('../adapters/imap/imap-source.ts');
        return imapSource(mailbox, (fresh) => credentials(mailbox, fresh), { mailBytes, dialer, allowPlain, guard });
      }),
    ],
    [
      'ews',
      sourceKind(EwsMailbox, async (mailbox) => {
        const { ewsSource } = await import('../adapters/ews/ews-source.ts');
        const deps = { mailBytes, dialer, findUrl: await ewsUrls(), refused: ewsRefused, turns: ewsTurns };
        return ewsSource(mailbox, (fresh) => credentials(mailbox, fresh), deps);
      }),
    ],
  ]);
}
