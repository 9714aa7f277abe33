import { IncomingMessage } from 'node:http';

/** The same request with another form as its body, as if it had come so from the wire. */
export function withForm(request: IncomingMessage, form: URLSearchParams): IncomingMessage {
  const body = Buffer.from(form.toString());
  const again = new IncomingMessage(request.socket);
  again.method = request.method ?? 'POST';
  again.httpVersion = request.httpVersion;
  again.headers = { ...request.headers, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
  // the client was authenticated already; its header would be a second, contradicting way
  delete again.headers.authorization;
  again.push(body);
  again.push(null);
  // Node takes a request that is not complete for an aborted one and closes the connection
  again.complete = true;
  return again;
}
