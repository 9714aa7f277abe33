import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * POST /api/contacts/{address}/clear: allows automatic mail again to an address whose mail was
 * returned, that complained, or that was stopped as a loop; with `release` what was held for it is
 * sent. Answers 200, or 404 if nothing is known about it.
 */
route(
  {
    name: 'api-contacts-clear',
    method: 'POST',
    route: 'contacts/{address}/clear',
    role: 'admin',
    summary: 'Allows automatic mail to an address again',
    status: 200,
    schemas: async () => {
      const { AnyAddress } = await import('../../../shared/api/params.ts');
      const { Cleared, ClearInput } = await import('../../../shared/api/contacts.ts');
      return { params: z.object({ address: AnyAddress }), body: ClearInput, answers: Cleared };
    },
  },
  async ({ params, principal, bodyIfAny }) => {
    const { ClearInput } = await import('../../../shared/api/contacts.ts');
    const { release } = await bodyIfAny(ClearInput);
    const { clearContact } = await import('../../../shared/workflows/clear-contact.ts');
    const deps = { ...(await settingDeps()), ...(await (await wiring()).contacts()) };
    await clearContact(deps, params.address, principal.name || principal.id, new Date());
    if (!release) return { jsonBody: { address: params.address } };
    const { releaseToAddress } = await import('../../../shared/workflows/notifications/release-to-address.ts');
    const by = principal.address ?? principal.id;
    return { jsonBody: { address: params.address, ...(await releaseToAddress(await (await wiring()).holding(), params.address, by)) } };
  },
);
