import { z } from 'zod';
import { slugFor } from '../../domain/settings/slug.ts';
import { Technician } from '../../domain/settings/technician.ts';
import { Changed } from './changed.ts';
import { settingRow } from './setting-row.ts';

const { technicianId, address, name, active, language } = Technician.shape;
const TechnicianInput = z.strictObject({
  address: address.describe('From which they forward mail of clients'),
  name,
  active: active.describe('Whether they still work here'),
  language: language.describe('Of mail to them. Null: that of the policy'),
});

/** Who works on tickets. */
export const technicianRow = settingRow<Technician, z.infer<typeof TechnicianInput>>({
  kind: 'technicians',
  one: 'technician',
  many: 'technicians',
  stored: 'technician',
  input: TechnicianInput,
  extras: Changed,
  shown: z.object({ id: technicianId, ...TechnicianInput.shape, ...Changed.shape }),
  id: technicianId,
  newId: (input, attempt) => slugFor(input.name, 'technician', attempt),
  idOf: (technician) => technician.technicianId,
  nameOf: (technician) => technician.name,
  inTickets: (technician) => technician.address,
  toInput: ({ address, name, active, language }) => ({ address, name, active, language }),
  toExtras: () => ({}),
  fromInput: (input, made) => ({ technicianId: made.id, ...input }),
  unique: (technician) => ({ address: [technician.address] }),
  namesKinds: [],
  references: () => [],
});
