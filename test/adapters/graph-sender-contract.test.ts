import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSender } from '../../shared/adapters/graph/graph-sender.ts';
import type { MailSender } from '../../shared/ports/mail-sender.ts';
import { startLocalGraph, support } from '../local/support/local-graph.ts';
import { mailSenderContract } from './mail-sender-contract.ts';

mailSenderContract('Microsoft Graph', async () => {
  const { graph: server, token, sent, end } = await startLocalGraph();
  const graph = connectGraph({ url: server.url, token: async () => token });
  const ofMailbox = graphSender(graph, { user: support }, () => new Date());
  const tried = new Set<string>();
  // it knows no operation id: the outbox says of a second try that it is one
  const sender: MailSender = {
    send(mail, options = { again: tried.has(mail.operationId) }) {
      tried.add(mail.operationId);
      return ofMailbox.send(mail, options);
    },
  };
  const sendMail = 'POST /v1.0/users/{user}/sendMail';
  const harness = {
    sender,
    loses: ['auto-submitted'],
    reset() {
      server.faults.clear();
      sent.length = 0;
    },
    sent: async () => sent.map(({ raw }) => raw),
    throttleNext: (seconds: number) => server.faults.add({ operation: sendMail, status: 429, retryAfter: seconds }),
    loseNextAnswer: () => server.faults.add({ operation: sendMail, dropConnection: true, when: 'after' }),
    stop: end,
  };
  return harness;
});
