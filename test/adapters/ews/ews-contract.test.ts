import { describe } from 'vitest';
import { connectEws } from '../../../shared/adapters/ews/ews-connection.ts';
import { ewsSource } from '../../../shared/adapters/ews/ews-source.ts';
import { elementAt, elementsOf, isElement, textAt } from '../../../shared/adapters/ews/xml.ts';
import { refusedLogins } from '../../../shared/adapters/net/refused-logins.ts';
import { exchangePassword as password, startLocalExchange } from '../../local/support/local-exchange.ts';
import { ewsMailbox } from '../../support/ews-mailbox.ts';
import { loopbackDialer } from '../../support/loopback-dialer.ts';
import { mailSourceContract } from '../mail-source-contract.ts';
import type { SourceHarness } from '../source-harness.ts';

const names = { inbox: 'inbox', other: 'inbox/Alerts', moveTo: 'inbox/Alerts' };
describe('by NTLM', () => mailSourceContract('EWS', () => startHarness('ntlm'), names));
describe('by Basic', () => mailSourceContract('EWS', () => startHarness('basic'), names));

async function startHarness(passwordBy: 'ntlm' | 'basic'): Promise<SourceHarness> {
  const user = 'exchange@contoso.example';
  const { exchange, certificates, end } = await startLocalExchange();
  const login = async () => ({ password });
  const tls = { dialer: loopbackDialer, certificateAuthority: certificates.ca, timeoutMs: 5000 };
  const other = connectEws({
    ...{ url: new URL(exchange.ewsUrl), address: user, user, passwordBy: 'basic', login, impersonates: false },
    ...{ turns: (_, work) => work(), refused: refusedLogins(Date.now), ...tls },
  });
  const folders = async () => {
    const [message] = await other.call(
      '<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:ParentFolderIds><t:DistinguishedFolderId Id="msgfolderroot"/></m:ParentFolderIds></m:FindFolder>',
    );
    return elementsOf(elementAt(message?.content, 'RootFolder', 'Folders'), 'Folder');
  };
  const itemsIn = async (folder: unknown) => {
    const [message] = await other.call(
      `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:ParentFolderIds><t:FolderId Id="${textAt(folder, 'FolderId', '@Id')}"/></m:ParentFolderIds></m:FindItem>`,
    );
    const items = elementAt(message?.content, 'RootFolder', 'Items');
    return isElement(items) ? elementsOf(items, 'Message') : [];
  };
  return {
    async reset() {
      for (const folder of await folders())
        for (const item of await itemsIn(folder))
          await other.call(
            `<m:DeleteItem DeleteType="HardDelete"><m:ItemIds><t:ItemId Id="${textAt(item, 'ItemId', '@Id')}"/></m:ItemIds></m:DeleteItem>`,
          );
    },
    async deliver(raw) {
      await exchange.deliver(user, raw);
    },
    open: (folders = ['inbox']) =>
      ewsSource(ewsMailbox(exchange.ewsUrl, { user, passwordBy, folders }), login, {
        mailBytes: 100_000,
        findUrl: () => Promise.reject(new Error('it has an address')),
        ...tls,
      }),
    async find(subject) {
      for (const folder of await folders())
        for (const item of await itemsIn(folder))
          if (textAt(item, 'Subject') === subject)
            return { folder: textAt(folder, 'DisplayName'), seen: textAt(item, 'IsRead') === 'true' };
      return null;
    },
    unknownId: async () => `AAMkAEItem${Buffer.from('9'.padStart(90, '0')).toString('base64url')}AAA=`,
    showsCertificate: true,
    async stop() {
      other.close();
      await end();
    },
  };
}
