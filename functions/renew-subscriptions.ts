import { app, output } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

const polls = output.storageQueue({ queueName: 'poll-mailbox', connection: 'AzureWebJobsStorage' });

/**
 * Every 15 minutes: makes sure that each Microsoft 365 mailbox has a live subscription; after a new
 * one, the mailbox is polled. Looks after what those have sent that send by themselves.
 */
app.timer('renew-subscriptions', {
  schedule: '0 */15 * * * *',
  // for the local cloud, where a mailbox gets its subscription at once. On Flex Consumption it
  // doesn't fire at a deployment, but once more with each run, for which the app is started
  // (flex-consumption-samples issue 37); that run finds nothing to do
  runOnStartup: true,
  extraOutputs: [polls],
  async handler(_timer, context) {
    const { renewSubscriptions } = await import('../shared/workflows/renew-subscriptions.ts');
    const renewed = await renewSubscriptions(await (await wiring()).subscriptions());
    for (const { mailboxId, result, error } of renewed.results) {
      if (error) context.error(`Mailbox ${mailboxId}: its subscription failed: ${error}`);
      else if (result !== 'kept') context.log(`Mailbox ${mailboxId}: its subscription is ${result}`);
    }
    if (renewed.strays > 0) context.warn(`${renewed.strays} subscriptions that nobody knew announced mails here; they are removed`);
    for (const url of renewed.others) context.warn(`Mails of ours are announced to another installation too, which is left alone: ${url}`);
    context.extraOutputs.set(polls, renewed.polls);
    const { tendSentMail } = await import('../shared/workflows/tend-sent-mail.ts');
    for (const { mailboxId, renamed, removed, error } of await tendSentMail(await (await wiring()).tendingSentMail())) {
      if (error) context.error(`Mailbox ${mailboxId}: what it sent could not be looked at: ${error}`);
      if (renamed + removed > 0)
        context.log(`Mailbox ${mailboxId}: ${renamed} sent mails have another Message-ID, ${removed} left drafts removed`);
    }
  },
});
