import { describe, expect, test } from 'vitest';
import { acsSender } from '../../shared/adapters/acs/acs-sender.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { startLocalAcs } from '../local/support/local-acs.ts';
import { anOutgoingMail } from '../support/an-outgoing-mail.ts';
import { mailSenderContract, type SenderHarness } from './mail-sender-contract.ts';

mailSenderContract('Communication Services', startHarness);

describe('what Communication Services would turn away is refused before it is asked', () => {
  const unreachable = acsSender('https://127.0.0.1:9', { getToken: async () => null });
  const aFile = (type: string, size: number) => ({ name: 'report', type, contentId: null, bytes: new Uint8Array(size) });

  test.each([
    [
      'files of more than 7 MB together: Base64 makes them 10',
      [aFile('application/pdf', 4_000_000), aFile('application/pdf', 3_000_001)],
      remark('send-too-large', { size: '7.1 MB', max: '7 MB' }),
    ],
    [
      'a type that is not on its list',
      [aFile('text/html; charset=utf-8', 1)],
      remark('send-file-type', { name: 'report', type: 'text/html' }),
    ],
  ])('%s', async (_, attachments, reason) => {
    expect(await unreachable.send(anOutgoingMail({ attachments }))).toEqual({ kind: 'refused', reason });
  });

  test('texts that fill a request alone', async () => {
    const reason = remark('send-too-large', { size: '10.1 MB', max: '10 MB' });
    expect(await unreachable.send(anOutgoingMail({ html: 'x'.repeat(10_000_000) }))).toEqual({ kind: 'refused', reason });
  });
});

async function startHarness(): Promise<SenderHarness> {
  const { tenant, acs, sent, sender } = await startLocalAcs('support@contoso.example');
  return {
    sender,
    reset() {
      sent.length = 0;
    },
    async sent() {
      await acs.idle();
      return [...sent];
    },
    throttleNext: (seconds) => acs.faults.add({ operation: '/emails:send', status: 429, retryAfter: seconds }),
    // what the service has is answered alike however often it is asked
    loseNextAnswer: () => acs.faults.add({ operation: '/emails:send', when: 'after', dropConnection: true }),
    async stop() {
      await acs.stop();
      await tenant.end();
    },
  };
}
