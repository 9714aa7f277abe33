import { z } from 'zod';
import { settingRowOf } from '../../../shared/api/settings/setting-apis.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * GET /api/contacts/{address}: what is known about a sender: contact, client, whether mail reaches
 * them, recent automatic replies; of a contact its version (ETag). Answers 200, or 409 for a
 * contact that can't be read.
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
      const { ApiContactAndSender } = await import('../../../shared/api/settings/contacts.ts');
      return { params: z.object({ address: AnyAddress }), answers: ApiContactAndSender };
    },
  },
  async ({ params }) => {
    const { readContact } = await import('../../../shared/workflows/read-contact.ts');
    const deps = { ...(await settingDeps()), ...(await (await wiring()).contacts()) };
    const { item, etag } = await readContact(deps, await settingRowOf('contacts'), params.address);
    return { headers: etag === null ? {} : { etag }, jsonBody: item };
  },
);
