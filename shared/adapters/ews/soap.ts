import { takeOutMime } from './take-out-mime.ts';
import { elementAt, elementsOf, escapeXml, isElement, parseXml, textAt, type XmlValue } from './xml.ts';

const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const messagesNamespace = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const typesNamespace = 'http://schemas.microsoft.com/exchange/services/2006/types';

/** The oldest that keeps read receipts in when a mail is marked as read (SuppressReadReceipts). */
const serverVersion = 'Exchange2013_SP1';

/**
 * A SOAP 1.1 request. `impersonated`: the address of the mailbox that is acted for; null: the
 * account's own.
 */
export function toEnvelope(body: string, impersonated: string | null): string {
  const actedFor =
    impersonated === null
      ? ''
      : `<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>${escapeXml(impersonated)}</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<s:Envelope xmlns:s="${soapNamespace}" xmlns:m="${messagesNamespace}" xmlns:t="${typesNamespace}">` +
    `<s:Header><t:RequestServerVersion Version="${serverVersion}"/>${actedFor}</s:Header>` +
    `<s:Body>${body}</s:Body></s:Envelope>`
  );
}

/**
 * What the server says of one thing that was asked for. `mime`: the mail, where that was asked for
 * and it is the only thing.
 */
export type ResponseMessage = {
  isError: boolean;
  code: string;
  text: string;
  backOffMs: number | null;
  content: XmlValue;
  mime: Buffer | null;
};
type Reason = Pick<ResponseMessage, 'code' | 'text' | 'backOffMs'>;

/** The messages of an answer, in the order of what was asked for, or the fault instead of one. */
export type SoapAnswer = { kind: 'messages'; messages: ResponseMessage[] } | ({ kind: 'fault' } & Reason);

/** Reads an answer; null when it is none (a page of a proxy, say, or something with a DOCTYPE). */
export function parseAnswer(answer: Buffer): SoapAnswer | null {
  const { xml, mime } = takeOutMime(answer);
  const body = elementAt(parseXml(xml.toString()), 'Envelope', 'Body');
  if (!isElement(body)) return null;
  const fault = elementAt(body, 'Fault');
  if (isElement(fault)) return { kind: 'fault', ...reasonIn(fault.detail, textAt(fault, 'faultstring')) };
  const [response] = Object.entries(body).flatMap(([name, content]) => (name.endsWith('Response') ? [content] : []));
  const responses = elementAt(response, 'ResponseMessages');
  if (!isElement(responses)) return null;
  const names = Object.keys(responses).filter((name) => name.endsWith('ResponseMessage'));
  const contents = names.flatMap((name) => elementsOf(responses, name));
  return { kind: 'messages', messages: contents.map((content) => toMessage(content, contents.length === 1 ? mime : null)) };
}

function toMessage(content: XmlValue, mime: Buffer | null): ResponseMessage {
  const isError = textAt(content, '@ResponseClass') === 'Error';
  return { isError, ...reasonIn(content, textAt(content, 'MessageText')), content, mime };
}

/**
 * Busy comes in three shapes: as HTTP 503, as the code ErrorServerBusy, and as an
 * ErrorInternalServerError that has it within, as its inner error.
 */
function reasonIn(parent: XmlValue, text: string): Reason {
  const values = elementsOf(elementAt(parent, 'MessageXml'), 'Value');
  const value = (name: string) => values.find((one) => textAt(one, '@Name') === name);
  const inner = textAt(value('InnerErrorResponseCode'));
  const outer = textAt(parent, 'ResponseCode');
  const backOff = Number.parseInt(textAt(value('BackOffMilliseconds')), 10);
  return {
    code: inner !== '' && /^ErrorInternalServer(?:Transient)?Error$/.test(outer) ? inner : outer,
    text,
    backOffMs: Number.isNaN(backOff) ? null : Math.min(Math.max(0, backOff), maxBackOffMs),
  };
}
const maxBackOffMs = 24 * 3_600_000;
