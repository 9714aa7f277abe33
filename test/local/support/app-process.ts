// Runs as a process of its own, the way the app does: the authority comes by NODE_EXTRA_CA_CERTS,
// the identity by App Service's variables.
import { EmailClient } from '@azure/communication-email';
import { DefaultAzureCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { Client } from '@microsoft/microsoft-graph-client';

const [graphUrl = '', vaultUrl = '', acsUrl = '', managedIdentityClientId = '', mailbox = ''] = process.argv.slice(2);
const credential = new DefaultAzureCredential({ managedIdentityClientId });

const vault = new SecretClient(vaultUrl, credential, { disableChallengeResourceVerification: true });
await vault.setSecret('from-the-app', 'hello');
const secret = await vault.getSecret('from-the-app');

const poller = await new EmailClient(acsUrl, credential).beginSend({
  senderAddress: mailbox,
  content: { subject: 'From the app', plainText: 'hello' },
  recipients: { to: [{ address: 'alice@fabrikam.example' }] },
});

const graph = Client.init({
  baseUrl: graphUrl,
  defaultVersion: 'v1.0',
  customHosts: new Set(['localhost']),
  authProvider: (done) => {
    credential.getToken('https://graph.microsoft.com/.default').then(
      ({ token }) => done(null, token),
      (error: unknown) => done(error, null),
    );
  },
});
const messages = await graph.api(`/users/${mailbox}/messages`).select('subject').get();

console.log(
  JSON.stringify({
    secret: secret.value,
    mail: poller.getOperationState().status,
    subjects: messages.value.map((one: { subject: string }) => one.subject),
  }),
);
