import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';

const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/**
 * The HTTP client of the Azure SDKs for what this app asks of them nearly always: a body of bytes
 * or text or none, an answer of some kilobytes. It does the same with fewer objects on the way,
 * about a third of a call's CPU time: no streams around the body and the answer, no second abort
 * controller, nothing compressed within a region. The SDK's own client does all else: streams,
 * uploads that wait for a "100 Continue", proxies.
 *
 * Fails as the SDK's client does (RestError with the code of the system, AbortError), since the
 * SDKs' retries go by that.
 */
export function leanHttpClient(others: HttpClient = createDefaultHttpClient()): HttpClient {
  return { sendRequest: (request) => (isPlain(request) ? send(request) : others.sendRequest(request)) };
}

const isPlain = (request: PipelineRequest): boolean =>
  (request.body === undefined || request.body === null || typeof request.body === 'string' || ArrayBuffer.isView(request.body)) &&
  !request.streamResponseStatusCodes?.size &&
  request.method !== 'HEAD' &&
  request.proxySettings === undefined &&
  request.tlsSettings === undefined &&
  request.requestOverrides === undefined &&
  request.onUploadProgress === undefined &&
  request.onDownloadProgress === undefined &&
  request.formData === undefined &&
  request.multipartBody === undefined &&
  !request.headers.has('expect');

function send(request: PipelineRequest): Promise<PipelineResponse> {
  const url = new URL(request.url);
  const isHttp = url.protocol === 'http:';
  if (isHttp && !request.allowInsecureConnection)
    return Promise.reject(new Error(`Cannot connect to ${request.url} while allowInsecureConnection is false.`));
  if (request.abortSignal?.aborted) return Promise.reject(aborted());
  return new Promise((resolve, reject) => {
    const sent = (isHttp ? requestHttp : requestHttps)(
      url,
      {
        method: request.method,
        headers: headersOf(request),
        agent: request.agent instanceof HttpAgent ? request.agent : agents[isHttp ? 'http:' : 'https:'],
      },
      (answer) => {
        answer.on('error', fail);
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          finish();
          resolve({ request, status: answer.statusCode ?? 0, headers: toHeaders(answer), bodyAsText: textOf(chunks) });
        });
      },
    );
    const abort = () => {
      finish();
      reject(aborted());
      sent.destroy();
    };
    const timer = request.timeout > 0 ? setTimeout(abort, request.timeout) : undefined;
    const finish = () => {
      clearTimeout(timer);
      request.abortSignal?.removeEventListener('abort', abort);
    };
    const fail = (error: NodeJS.ErrnoException) => {
      finish();
      reject(new RestError(error.message, { code: error.code ?? RestError.REQUEST_SEND_ERROR, request }));
    };
    request.abortSignal?.addEventListener('abort', abort);
    sent.on('error', fail);
    sent.end(request.body);
  });
}

/** As the request has them, with the length of its body, and without asking for compression. */
function headersOf({ headers, body }: PipelineRequest): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers.toJSON({ preserveCase: true })))
    if (name.toLowerCase() !== 'accept-encoding') sent[name] = value;
  if (typeof body === 'string' && !headers.has('content-length')) sent['Content-Length'] = String(Buffer.byteLength(body));
  if (ArrayBuffer.isView(body) && !headers.has('content-length')) sent['Content-Length'] = String(body.byteLength);
  return sent;
}

/** The first of each, as the SDK's client has them. */
function toHeaders({ headers }: IncomingMessage) {
  const received = createHttpHeaders();
  for (const name in headers) {
    const value = headers[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first) received.set(name, first);
  }
  return received;
}

const textOf = (chunks: Buffer[]): string => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString();

const aborted = (): Error => Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
