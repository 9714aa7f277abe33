import { z } from 'zod';
import type { Json } from '../json.ts';
import { parseAs } from '../parse-as.ts';

const path = z.string().startsWith('/').max(1000);
const resourceId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\?#]*[^/\\?# ]$/, 'must not contain / \\ ? # nor end with a space');
const pathEntry = z.looseObject({ path });
const compositePath = z.object({ path, order: z.enum(['ascending', 'descending']).default('ascending') });

// Lower-case modes: the service accepts any case and answers in lower case.
const indexingMode = z
  .string()
  .transform((mode) => mode.toLowerCase())
  .pipe(z.enum(['consistent', 'lazy', 'none']));

const indexingPolicy = z.looseObject({
  indexingMode: indexingMode.default('consistent'),
  automatic: z.boolean().default(true),
  includedPaths: z
    .array(pathEntry)
    .max(1000)
    .default([{ path: '/*' }]),
  excludedPaths: z
    .array(pathEntry)
    .max(1000)
    .default([{ path: '/"_etag"/?' }]),
  compositeIndexes: z.array(z.array(compositePath).min(2).max(8)).max(100).optional(),
});

const partitionKey = z.looseObject({
  paths: z.array(path).min(1).max(3),
  kind: z.enum(['Hash', 'MultiHash', 'Range']).default('Hash'),
  version: z.number().optional(),
});

// Limits: https://learn.microsoft.com/azure/cosmos-db/concepts-limits
const containerDefinition = z.object({
  id: resourceId,
  partitionKey: partitionKey.refine(
    ({ paths, kind }) => paths.length === 1 || kind === 'MultiHash',
    'several paths need kind MultiHash (and version 2)',
  ),
  indexingPolicy: indexingPolicy.default(() => indexingPolicy.parse({})),
  uniqueKeyPolicy: z
    .object({
      uniqueKeys: z
        .array(z.object({ paths: z.array(path).min(1).max(16) }))
        .max(10)
        .default([]),
    })
    .default({ uniqueKeys: [] }),
  defaultTtl: z
    .int()
    .min(-1)
    .max(2_147_483_647)
    .refine((seconds) => seconds !== 0, 'must be -1 or positive')
    .optional(),
  conflictResolutionPolicy: z
    .looseObject({})
    .default({ mode: 'LastWriterWins', conflictResolutionPath: '/_ts', conflictResolutionProcedure: '' }),
  vectorEmbeddingPolicy: z.looseObject({}).optional(),
  fullTextPolicy: z.looseObject({}).optional(),
  computedProperties: z.array(z.looseObject({})).max(20).optional(),
});

/** What a client says of a container, with the service's defaults filled in. */
export type ContainerDefinition = z.infer<typeof containerDefinition>;
export type IndexingPolicy = ContainerDefinition['indexingPolicy'];

/**
 * Parses the body of a container's creation or replacement. Throws CosmosError 400 naming the
 * field.
 */
export function parseContainerDefinition(body: Json): ContainerDefinition {
  return parseAs(containerDefinition, body);
}

/** Parses the body of a database's creation. Throws CosmosError 400 naming the field. */
export function parseDatabaseDefinition(body: Json): { id: string } {
  return parseAs(z.object({ id: resourceId }), body);
}
