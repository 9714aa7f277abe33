import { z } from 'zod';
import { AnyAddress } from '../../../shared/api/params.ts';
import { Contact, domainOf } from '../../../shared/domain/contacts/contact.ts';
import { AutoAnswerCount } from '../../../shared/domain/notifications/loop-breaker.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/** GET /api/contacts/{address}: what is known of a sender: contact, client, whether mail reaches him, automatic answers of late. Answers 200. */
route(
  {
    name: 'api-contacts-get',
    method: 'GET',
    route: 'contacts/{address}',
    role: 'technician',
    summary: 'What is known of a sender',
    query: z.object({}),
    params: z.object({
      address: AnyAddress,
    }),
    status: 200,
    answers: z.object({
      contact: Contact.nullable(),
      client: z.object({ id: z.string(), name: z.string() }).nullable(),
      loop: AutoAnswerCount.nullable(),
    }),
  },
  async ({ params }) => ({ jsonBody: await (await wiring().contacts()).knownSender(params.address, domainOf(params.address)) }),
);
