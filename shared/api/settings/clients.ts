import { z } from 'zod';
import { ClientSetting } from '../../domain/settings/client-setting.ts';
import { slugFor } from '../../domain/settings/slug.ts';
import { Changed } from './changed.ts';
import { settingRow } from './setting-row.ts';

const { clientId, name } = ClientSetting.shape;
const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[^\s@/\\.*]+(?:\.[^\s@/\\.*]+)+$/u, 'must be a domain such as fabrikam.example');
const ClientInput = z.strictObject({
  name: name.describe('Such as Fabrikam'),
  domains: z.array(Domain).max(2000).default([]).describe('Whose writers belong to it; a domain belongs to one client'),
});

/** The companies that tickets are for. */
export const clientRow = settingRow<ClientSetting, z.infer<typeof ClientInput>>({
  kind: 'clients',
  one: 'client',
  many: 'clients',
  stored: 'client',
  input: ClientInput,
  extras: Changed,
  shown: z.object({ id: clientId, ...ClientInput.shape, ...Changed.shape }),
  id: clientId,
  newId: (input, attempt) => slugFor(input.name, 'client', attempt),
  idOf: (client) => client.clientId,
  nameOf: (client) => client.name,
  toInput: (client) => ({ name: client.name, domains: client.domains }),
  toExtras: () => ({}),
  fromInput: (input, made) => ({ clientId: made.id, name: input.name, domains: [...new Set(input.domains)] }),
  unique: ({ domains }) => ({ domains }),
  namesKinds: [],
  references: () => [],
});
