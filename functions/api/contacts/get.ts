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
      const { ApiSender } = await import('../../../shared/api/contacts.ts');
      return {
        params: z.object({
          address: AnyAddress,
        }),
        answers: ApiSender,
      };
    },
  },
  async ({ params }) => {
    const { readContact } = await import('../../../shared/workflows/read-contact.ts');
    return { jsonBody: await readContact(await wiring().contacts(), params.address) };
  },
);
