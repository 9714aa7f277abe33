import { app, output } from '@azure/functions';
import { pollSchedule } from '../shared/wiring/app-settings.ts';
import { wiring } from '../shared/wiring/wiring.ts';

const polls = output.storageQueue({ queueName: 'poll-mailbox', connection: 'AzureWebJobsStorage' });

/** By POLL_SCHEDULE: polls of the mailboxes that are due. */
app.timer('schedule-polls', {
  // not %POLL_SCHEDULE%: the host doesn't know the default and would leave this function out
  schedule: pollSchedule(),
  extraOutputs: [polls],
  async handler(_timer, context) {
    const { schedulePolls } = await import('../shared/workflows/schedule-polls.ts');
    const due = await schedulePolls(await (await wiring()).scheduling());
    for (const { level, text } of due.log) context[level](text);
    context.extraOutputs.set(polls, due.polls);
  },
});
