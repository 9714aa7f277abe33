import { aMimeSender } from '../support/a-mime-sender.ts';
import { mailSenderContract } from './mail-sender-contract.ts';

mailSenderContract('A channel that takes MIME', async () => {
  const sender = aMimeSender();
  return {
    sender,
    reset: () => sender.outbox.clear(),
    sent: async () => [...sender.outbox.values()],
    throttleNext: sender.throttleNext,
    loseNextAnswer: sender.loseNextAnswer,
    stop: async () => {},
  };
});
