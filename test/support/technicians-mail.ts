import { settingRowOf } from '../../shared/api/settings/setting-apis.ts';
import { Notification } from '../../shared/domain/notifications/notification.ts';
import type { NotificationRef } from '../../shared/domain/queue-items.ts';
import type { Check } from '../../shared/domain/words/check.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { createSetting } from '../../shared/workflows/settings/create-setting.ts';
import type { Deployment } from './a-deployment.ts';
import { aMail, type MailShape } from './a-mail.ts';
import type { aMailFlow } from './a-mail-flow.ts';
import { ada, bob } from './a-technician.ts';

export const alice = 'alice@fabrikam.example';
const adas = ada.address ?? '';

/** What our receiving system says of a mail that is a technician's. */
export const vouched = { headers: { 'Authentication-Results': 'mx.contoso.example; dmarc=pass header.from=contoso.example' } };

/** Ada and Bob work in a deployment. */
export async function twoTechnicians({ settingsApi }: Deployment): Promise<void> {
  const row = await settingRowOf('technicians');
  await createSetting(settingsApi, row, { name: 'Ada Lovelace', address: ada.address }, 'an admin');
  await createSetting(settingsApi, row, { name: 'Bob Brown', address: bob.address }, 'an admin');
}

/** Ada's ticket of a client, with the Message-IDs of its mails and of the notice to her. */
export type TicketOfAda = { ticketId: string; number: string } & {
  [id in 'messageId' | 'confirmationId' | 'secondId' | 'notice']: string;
} & { references: string[] };

/** What technicians do from their own mail programs in a deployment, and what one sees of it. */
export function techniciansMail(deployment: () => Deployment, flow: ReturnType<typeof aMailFlow>) {
  const { unique, ingest, send, aConfirmedTicket } = flow;
  const all = () => [...deployment().sent.values()];
  const leftTo = (recipient: string, number: string) =>
    all().filter(({ to, subject }) => to.address === recipient && subject.includes(`#${number}]`));
  const patch = (ticketId: string, ...fields: [string, unknown][]) =>
    deployment()
      .tickets.item('ticket', ticketId)
      .patch(fields.map(([name, value]) => ({ op: 'set' as const, path: `/${name}`, value })));

  return {
    patch,
    /** The mails of a ticket to somebody, as they left. */
    leftTo,
    /** The mails with these words. */
    leftWith: (words: string) => all().filter((mail) => JSON.stringify(mail).includes(words)),
    /** Sends what is due once undoing is over. */
    async sendLater(refs: readonly NotificationRef[]) {
      const deps = { ...deployment().sending(), now: () => new Date(Date.now() + 11_000) };
      for (const ref of refs) await sendNotification(deps, ref);
    },
    async rowsOf(ticketId: string) {
      const query = "SELECT * FROM c WHERE c.type = 'notification' ORDER BY c.createdAt";
      const { resources } = await deployment().tickets.items.query(query, { partitionKey: ticketId }).fetchAll();
      return resources.map((item) => Notification.parse(item)).filter(({ kind }) => kind !== 'ticket-created');
    },
    /** What the trace says of a technician's mail. */
    said: ({ checks }: { checks: Check[] }) =>
      checks.filter(({ check }) => check === 'technician-mail').map(({ verdict }) => inWords(verdict)),
    /** The latest message of a ticket. */
    messageOf: async (ticketId: string) => (await deployment().browse.messages(ticketId)).at(-1),

    /** A ticket that is Ada's; its client has written once more, and a notice tells her of it. */
    async aTicketOfAda(from = alice): Promise<TicketOfAda> {
      const first = await aConfirmedTicket(from);
      const ticketId = first.ticketId ?? '';
      await patch(ticketId, ['assignee', adas]);
      const secondId = unique();
      const shape = { from, messageId: secondId, inReplyTo: first.messageId, subject: 'Re: The printer', text: 'Still out of paper.' };
      await send((await ingest(aMail(shape))).sends);
      const [notice] = leftTo(adas, first.number);
      return { ...first, ticketId, secondId, notice: notice?.messageId ?? '', references: notice?.references ?? [] };
    },

    /** A mail of Ada that answers the notice of what her client wrote, with what a test changes. */
    answering: ({ notice, references, number }: TicketOfAda, shape: MailShape = {}) =>
      aMail({
        from: `Ada <${adas}>`,
        messageId: unique(),
        inReplyTo: notice,
        references: [...references, notice],
        subject: `Re: [Ticket #${number}] The printer is out of paper`,
        text: 'There is paper in the cupboard.\n\nOn Monday Contoso Support wrote:\n> Still out of paper.\n',
        ...vouched,
        ...shape,
      }),
  };
}
