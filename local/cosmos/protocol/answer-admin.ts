import type { IncomingHttpHeaders } from 'node:http';
import { CosmosError } from '../cosmos-error.ts';
import { type Answer, answerEmpty, answerJson } from './answer.ts';
import type { Faults } from './faults.ts';
import type { Stats } from './stats.ts';

/**
 * The stand-in's own addresses, which need no key:
 * - `GET /_stats` counters by kind of operation; `DELETE /_stats` sets them to nothing.
 * - `POST /_faults` adds a fault rule (or a list of them), `GET /_faults` lists those in wait,
 *   `DELETE /_faults` drops them. Throws CosmosError 400, 404.
 */
export function answerAdmin(
  { faults, stats }: { faults: Faults; stats: Stats },
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  body: string | undefined,
): Answer {
  switch (`${method} ${path}`) {
    case 'GET /_stats':
      return answerJson(200, JSON.stringify(stats.read()), 0);
    case 'DELETE /_stats':
      stats.reset();
      return answerEmpty(204, 0);
    case 'GET /_faults':
      return answerJson(200, JSON.stringify(faults.list()), 0);
    case 'DELETE /_faults':
      faults.clear();
      return answerEmpty(204, 0);
    case 'POST /_faults': {
      // A web page in a browser on this machine can send a form here, but not JSON.
      if (!headers['content-type']?.startsWith('application/json')) throw new CosmosError(400, 'Send the fault as application/json.');
      const rules: unknown = JSON.parse(body ?? '');
      for (const rule of Array.isArray(rules) ? rules : [rules]) faults.add(rule);
      return answerEmpty(204, 0);
    }
    default:
      throw new CosmosError(404, `There is nothing at ${method} ${path}.`);
  }
}
