import type { HttpRequest } from '@azure/functions';
import { maxPostedBytes } from '../../shared/workflows/check-graph-notifications.ts';

/**
 * Whether the announced length of a request is more than Graph ever posts: then its body is not
 * read into memory.
 */
export const isTooLong = (request: Pick<HttpRequest, 'headers'>): boolean => Number(request.headers.get('content-length')) > maxPostedBytes;
