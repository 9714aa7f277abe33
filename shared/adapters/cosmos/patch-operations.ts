import type { OperationInput } from '@azure/cosmos';

/**
 * A patch sets so many fields at most (learn.microsoft.com/azure/cosmos-db/concepts-limits:
 * "Maximum number of patch operations"); a batch may patch one item several times.
 */
const maxFields = 10;

/**
 * The operations of a batch that set fields of an item, in as many patches as that takes. The
 * condition is that of the first: what it holds of is changed by it.
 */
export function patchOperations(id: string, set: object, condition: string | null): OperationInput[] {
  const fields = Object.entries(set).map(([name, value]) => ({ op: 'set' as const, path: `/${name}`, value }));
  return Array.from({ length: Math.ceil(fields.length / maxFields) }, (_, at) => ({
    operationType: 'Patch' as const,
    id,
    resourceBody: {
      operations: fields.slice(at * maxFields, (at + 1) * maxFields),
      ...(condition !== null && at === 0 ? { condition } : {}),
    },
  }));
}
