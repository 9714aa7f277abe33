import { describe, expect, test } from 'vitest';
import { cloudOf } from '../../../shared/domain/authorisation/clouds.ts';
import { missingScopes, neededScopes } from '../../../shared/domain/authorisation/needed-scopes.ts';
import { isAnnounced } from '../../../shared/domain/mailboxes/is-own-account.ts';
import { RefreshTokenLogin } from '../../../shared/domain/mailboxes/login.ts';
import { graphMailbox } from '../../support/graph-mailbox.ts';
import { imapMailbox } from '../../support/imap-mailbox.ts';

const publicCloud = cloudOf('https://graph.microsoft.com');
const login = (more: object = {}) =>
  RefreshTokenLogin.parse({ method: 'refresh-token', provider: 'microsoft', secretName: 'oauth-support', ...more });
/** Without those that only sign in. */
const asked = (...[mailbox, by, cloud = publicCloud]: [Parameters<typeof neededScopes>[0], object?, typeof publicCloud?]) =>
  neededScopes(mailbox, login(by), cloud)?.filter((scope) => scope.startsWith('https:')) ?? null;

describe('a mailbox asks for what it needs, and no more', () => {
  test.each([
    ['to read mail', asked(graphMailbox()), ['https://graph.microsoft.com/Mail.Read']],
    [
      'to move what was refused',
      asked(graphMailbox({ afterRefusal: { action: 'move', folder: 'Refused' } })),
      ['https://graph.microsoft.com/Mail.ReadWrite'],
    ],
    ['to mark mail', asked(graphMailbox({ afterIntake: { action: 'mark-seen' } })), ['https://graph.microsoft.com/Mail.ReadWrite']],
    [
      'to move mail',
      asked(graphMailbox({ afterIntake: { action: 'move', folder: 'Done' } })),
      ['https://graph.microsoft.com/Mail.ReadWrite'],
    ],
    [
      'to read it by another account',
      asked(graphMailbox(), { account: 'alice@contoso.example' }),
      ['https://graph.microsoft.com/Mail.Read.Shared'],
    ],
    [
      'in the cloud of the US government',
      asked(graphMailbox(), {}, cloudOf('https://graph.microsoft.us')),
      ['https://graph.microsoft.us/Mail.Read'],
    ],
    [
      'to send from it, large files by drafts',
      asked(graphMailbox({ sendsBy: 'graph' })),
      ['https://graph.microsoft.com/Mail.ReadWrite', 'https://graph.microsoft.com/Mail.Send'],
    ],
    ['over IMAP', asked(imapMailbox(993)), ['https://outlook.office.com/IMAP.AccessAsUser.All']],
    ['over IMAP of Google', asked(imapMailbox(993), { provider: 'google' }), ['https://mail.google.com/']],
    ['of Microsoft 365 at Google: there is no such thing', asked(graphMailbox(), { provider: 'google' }), null],
  ])('%s', (_, scopes, expected) => expect(scopes).toEqual(expected));
});

describe('what was granted', () => {
  test.each([
    ['as asked', ['openid', 'https://graph.microsoft.com/Mail.Read'], ['https://graph.microsoft.com/Mail.Read', 'openid'], []],
    ['by its short name, in another case', ['https://graph.microsoft.com/Mail.Read'], ['mail.read', 'profile'], []],
    ['as the greater one', ['https://graph.microsoft.com/Mail.Read'], ['Mail.ReadWrite'], []],
    ['as the lesser one', ['https://graph.microsoft.com/Mail.ReadWrite'], ['Mail.Read'], ['https://graph.microsoft.com/Mail.ReadWrite']],
    ['without offline_access, which is no permission', ['offline_access', 'https://graph.microsoft.com/Mail.Read'], ['Mail.Read'], []],
    ['with the mail ticked off (Google)', ['openid', 'https://mail.google.com/'], ['openid', 'email'], ['https://mail.google.com/']],
  ])('%s', (_, needed, granted, missing) => expect(missingScopes(needed, granted)).toEqual(missing));
});

test('by the token of another account no mail is announced', () => {
  expect(isAnnounced(graphMailbox())).toBe(true);
  expect(isAnnounced(graphMailbox({ login: login() }))).toBe(true);
  expect(isAnnounced(graphMailbox({ login: login({ account: 'Support@contoso.example' }) }))).toBe(true);
  expect(isAnnounced(graphMailbox({ login: login({ account: 'alice@contoso.example' }) }))).toBe(false);
});

test.each([
  ['https://graph.microsoft.com', 'https://login.microsoftonline.com', 'api://AzureADTokenExchange'],
  ['https://graph.microsoft.us', 'https://login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov'],
  ['https://microsoftgraph.chinacloudapi.cn', 'https://login.partner.microsoftonline.cn', 'api://AzureADTokenExchangeChina'],
  ['https://localhost:9000', 'https://login.microsoftonline.com', 'api://AzureADTokenExchange'],
])('who uses %s signs in at %s', (graph, authority, assertionAudience) => {
  expect(cloudOf(graph)).toMatchObject({ authority, assertionAudience });
});
