import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/contacts/{address}: what is known about a sender: contact, client, whether mail reaches
 * them, recent automatic replies. Answers 200.
 */
route(
  {
    name: 'api-contacts-get',
    method: 'GET',
    route: 'contacts/{address}',
    role: 'technician',
    summary: 'What is known about a sender',
    status: 200,
    schemas: async () => {
      const { AnyAddress } = await import('../../../shared/api/params.ts');
      const { Contact } = await import('../../../shared/domain/contacts/contact.ts');
      const { AutoAnswerCount } = await import('../../../shared/domain/notifications/loop-breaker.ts');
      return {
        params: z.object({
          address: AnyAddress,
        }),
        answers: z.object({
          contact: Contact.nullable(),
          client: z.object({ id: z.string(), name: z.string() }).nullable(),
          loop: AutoAnswerCount.nullable(),
        }),
      };
    },
  },
  async ({ params }) => {
    const { readContact } = await import('../../../shared/workflows/read-contact.ts');
    return { jsonBody: await readContact(await wiring().contacts(), params.address) };
  },
);
