import { expect, test } from 'vitest';
import { appAccessCommands, appAccessVerdict } from '../../../shared/domain/authorisation/app-access.ts';
import { graphMailbox } from '../../support/graph-mailbox.ts';

const identity = { appId: '1b0c-app', objectId: '2d3e-object' };

test('the commands let the app into this mailbox alone', () => {
  const mailbox = graphMailbox({ afterIntake: { action: 'move', folder: 'Done' } });
  expect(appAccessCommands(mailbox, identity)).toEqual({
    scope: 'psa-email support',
    roles: ['Application Mail.ReadWrite'],
    commands: [
      'Connect-ExchangeOnline',
      "New-ServicePrincipal -AppId '1b0c-app' -ObjectId '2d3e-object' -DisplayName 'psa-email'",
      "New-ManagementScope -Name 'psa-email support' -RecipientRestrictionFilter 'PrimarySmtpAddress -eq ''support@contoso.example'''",
      "New-ManagementRoleAssignment -App '2d3e-object' -Role 'Application Mail.ReadWrite' -CustomResourceScope 'psa-email support'",
      "Test-ServicePrincipalAuthorization -Identity '2d3e-object' -Resource 'support@contoso.example'",
    ],
  });
});

test('an address is no command', () => {
  const { commands } = appAccessCommands(graphMailbox({ address: "o'$(calc)@contoso.example" }), identity);
  expect(commands[2]).toBe(
    "New-ManagementScope -Name 'psa-email support' -RecipientRestrictionFilter 'PrimarySmtpAddress -eq ''o''''$(calc)@contoso.example'''",
  );
});

const first = new Date('2026-11-02T09:00:00Z');
const later = (minutes: number) => new Date(first.getTime() + minutes * 60_000);

test.each([
  ['both are as they should', 'open', 'refused', 0, { meant: 'passed', notMeant: 'passed', remedy: null }],
  ['Exchange needs its time', 'refused', 'refused', 119, { meant: 'wait', notMeant: 'passed' }],
  ['and after two hours it is a mistake', 'refused', 'refused', 120, { meant: 'failed', notMeant: 'passed' }],
  [
    'a grant in Entra opens all mailboxes',
    'open',
    'open',
    0,
    { meant: 'passed', notMeant: 'failed', remedy: expect.stringMatching(/remove its Mail permissions/) },
  ],
  ['the other one must exist, to prove something', 'open', 'missing', 0, { meant: 'passed', notMeant: 'unclear' }],
] as const)('%s', (_, meant, notMeant, minutes, expected) => {
  expect(appAccessVerdict({ kind: meant }, { kind: notMeant }, first, later(minutes))).toMatchObject(expected);
});
