import type { Container } from '@azure/cosmos';
import { SendBook } from '../../domain/notifications/pace.ts';
import { statusOf } from './status-of.ts';

/** The partition of all books, in container `settings`; an item for each channel. */
const partition = 'send-book';

/** What is booked of each channel; every function is one request. */
export const sendBooks = (container: Container) => ({
  async readBook(channel: string): Promise<{ book: SendBook; etag: string } | null> {
    const { resource, statusCode } = await container.item(channel, partition).read<Record<string, unknown>>();
    if (statusCode === 404 || !resource) return null;
    return { book: SendBook.parse(resource), etag: String(resource._etag) };
  },
  async writeBook(channel: string, book: SendBook, etag: string | null): Promise<boolean> {
    const item = { ...book, id: channel, kind: partition, schemaVersion: 1 };
    if (etag === null) return (await statusOf(container.items.create(item))) === 201;
    const accessCondition = { type: 'IfMatch', condition: etag };
    return (await statusOf(container.item(channel, partition).replace(item, { accessCondition }))) === 200;
  },
});
