import { settingRowOf } from '../../../shared/api/settings/setting-apis.ts';
import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * GET /api/contacts: people whom we know, by their addresses; some of them by name, address or
 * client. Answers 200, or 400 for a wrong filter.
 */
route(
  {
    name: 'api-contacts-list',
    method: 'GET',
    route: 'contacts',
    role: 'technician',
    summary: 'Contacts, by their addresses',
    status: 200,
    schemas: async () => {
      const { ContactPage, ContactQuery } = await import('../../../shared/api/settings/contacts.ts');
      return { query: ContactQuery, answers: ContactPage };
    },
  },
  async ({ query }) => {
    const { listContacts } = await import('../../../shared/workflows/settings/list-contacts.ts');
    return { jsonBody: await listContacts(await settingDeps(), await settingRowOf('contacts'), query) };
  },
);
