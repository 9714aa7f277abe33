import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMail } from '../../support/a-mail.ts';
import { isExchangelibInstalled, runExchangelib } from '../../support/exchangelib.ts';
import { exchangePassword, type LocalExchange, startLocalExchange } from '../support/local-exchange.ts';

describe.runIf(isExchangelibInstalled()).each(['NTLM', 'basic'])('the simulated Exchange, to exchangelib by %s', (auth) => {
  let local: LocalExchange;
  beforeAll(async () => {
    local = await startLocalExchange();
  });
  afterAll(() => local?.end());

  it('is a server whose mails it reads, marks and moves', async () => {
    const { exchange, certificates } = local;
    // exchangelib sends the channel bindings of the connection by itself
    exchange.protect('require');
    const mail = (n: number) => aMail({ subject: `number ${n}`, messageId: `<${n}@fabrikam.example>` });
    for (const n of [1, 2, 3]) await exchange.deliver('exchange@contoso.example', mail(n), new Date(Date.UTC(2026, 10, 2, 9, n)));
    const said = await runExchangelib(
      `${import.meta.dirname}/judge.py`,
      certificates.caFile,
      ...[exchange.ewsUrl, 'exchange@contoso.example', exchangePassword, auth],
    );
    expect(JSON.parse(said)).toEqual({
      total: 3,
      unread: 3,
      subjects: ['number 1', 'number 2', 'number 3'],
      unreadOnly: ['number 3', 'number 2', 'number 1'],
      mime: Buffer.from(mail(1)).toString(),
      synced: ['create', 'create', 'create'],
      afterMark: ['update'],
      newId: true,
      moved: [['number 1', true]],
      left: 2,
    });
  });
});
