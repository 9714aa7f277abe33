import type { ContainerDefinition } from '@azure/cosmos';

/**
 * The containers that the app expects: made by the Bicep template in Azure and by the seed of the
 * embedded cloud (an identity of the data plane can't make them). Bodies and checks are not
 * indexed: they are never searched, and would be most of a write's cost.
 */
export const containers: (ContainerDefinition & { id: string })[] = [
  {
    id: 'tickets',
    partitionKey: { paths: ['/ticketId'] },
    // items live for ever unless they say otherwise (traces of mail that made nothing do)
    defaultTtl: -1,
    indexingPolicy: {
      indexingMode: 'consistent',
      // the address of a notification; the recipients of messages lie deeper
      includedPaths: [{ path: '/*' }, { path: '/to/address/?' }],
      excludedPaths: [
        '/text/?',
        '/html/?',
        '/visibleText/?',
        '/visibleHtml/?',
        '/enclosed/*',
        '/invitation/?',
        '/trust/*',
        '/participants/*',
        '/checks/*',
        '/attachments/*',
        '/references/*',
        '/to/*',
        '/cc/*',
        '/defects/*',
        '/raw/?',
        '/"_etag"/?',
      ].map((path) => ({
        path,
      })),
      compositeIndexes: [
        [
          { path: '/updatedAt', order: 'descending' },
          { path: '/ticketId', order: 'descending' },
        ],
        [
          { path: '/receivedAt', order: 'descending' },
          { path: '/mailId', order: 'descending' },
        ],
        [
          { path: '/at', order: 'descending' },
          { path: '/id', order: 'descending' },
        ],
        [
          { path: '/createdAt', order: 'descending' },
          { path: '/id', order: 'descending' },
        ],
      ],
    },
  },
  { id: 'contacts', partitionKey: { paths: ['/key'] } },
  { id: 'mailboxes', partitionKey: { paths: ['/mailboxId'] }, defaultTtl: -1 },
  { id: 'settings', partitionKey: { paths: ['/kind'] } },
];
