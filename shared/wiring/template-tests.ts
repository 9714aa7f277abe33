import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { Settings } from '../config.ts';
import type { PreviewDeps } from '../workflows/templates/preview-template.ts';
import type { TestMailDeps } from '../workflows/templates/send-test-mail.ts';
import type { browseDeps } from './api.ts';
import type { Clients } from './clients.ts';
import { mailTexts } from './mail-texts.ts';
import type { settingDeps } from './setting-store.ts';

type Parts = {
  clients: Clients;
  settingsCache(): Promise<() => Promise<AdminSettings>>;
  browsing(): Promise<ReturnType<typeof browseDeps>>;
  settingsApi(): Promise<ReturnType<typeof settingDeps>>;
  now(): Date;
  report(line: string): void;
};

/** So many test mails does a process send in an hour. */
const maxPerHour = 20;

/** What previews and test mails of templates read, and what sends them. */
export async function templateTesting(settings: Settings, { clients, now, report, ...parts }: Parts): Promise<TestMailDeps> {
  const [readSettings, { browse }, settingsApi] = await Promise.all([parts.settingsCache(), parts.browsing(), parts.settingsApi()]);
  const times: number[] = [];
  const preview: PreviewDeps = {
    ...settingsApi,
    now,
    ticket: browse.ticket,
    messages: (ticketId) => browse.messagesBefore(ticketId, null),
    async textsFor(queueId) {
      const all = await readSettings();
      return mailTexts(all, queueId, all.queues.values.get(queueId)?.name ?? '', report);
    },
    ticketUrl: (number) => settings.TICKET_URL.replaceAll('{number}', encodeURIComponent(number)),
  };
  return {
    ...preview,
    senderAddress: settings.ACS_SENDER,
    async ownPeople() {
      const { technicians, alertAddresses } = (await readSettings()).policy();
      return new Set([...technicians, ...alertAddresses]);
    },
    count() {
      const at = now().getTime();
      while (times[0] !== undefined && at - times[0] >= 3_600_000) times.shift();
      if (times.length >= maxPerHour) return (times[0] ?? at) + 3_600_000 - at;
      times.push(at);
      return null;
    },
    send: async (mail) => (await clients.acs()).send(mail),
  };
}
