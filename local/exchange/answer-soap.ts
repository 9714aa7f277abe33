import type { Answer } from '../simulator/routes.ts';
import { checkSchema, type EwsCall, type Operation } from './ews-call.ts';
import { EwsFault } from './ews-fault.ts';
import { folderOperations } from './operations/folder-operations.ts';
import { itemOperations } from './operations/item-operations.ts';
import { syncFolderItems } from './operations/sync-folder-items.ts';
import { elementAt, escapeXml, isElement, parseXml, textAt } from './xml.ts';

const operations: Record<string, Operation> = { ...folderOperations, ...itemOperations, SyncFolderItems: syncFolderItems };

/** What the server says to requests when it is busy: its three ways. */
export type Busy = { shape: 'fault' | 'message' | 'inner'; backOffMs: number | null };

/** Who calls and what for, of a request's header. */
export type ToCall = (impersonated: string | null) => EwsCall;

/** Answers a SOAP request; `busy`: that it is to come again. Counts the operation by `count`. */
export function answerSoap(body: string, toCall: ToCall, busy: Busy | null, count: (operation: string) => void): Answer {
  const envelope = elementAt(parseXml(body), 'Envelope');
  const [name = '', request] = Object.entries(elementAt(envelope, 'Body') ?? {}).find(([key]) => !key.startsWith('@')) ?? [];
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!isElement(envelope) || !operation)
    return fault('ErrorInvalidRequest', `The request is invalid: ${name || 'it has no operation'}.`, null);
  count(name);
  if (busy?.shape === 'fault') return fault('ErrorServerBusy', 'The server cannot service this request right now.', busy.backOffMs);
  try {
    const named = elementAt(envelope, 'Header', 'ExchangeImpersonation', 'ConnectingSID');
    const impersonated = textAt(named, 'SmtpAddress') || textAt(named, 'PrimarySmtpAddress');
    const call = toCall(impersonated === '' ? null : impersonated.toLowerCase());
    checkSchema(name, operation, request);
    const messages = busy ? [busyMessage(busy)] : operation.answer(call, request);
    return soap(
      200,
      `<m:${name}Response><m:ResponseMessages>${messages.map((one) => messageXml(name, one)).join('')}</m:ResponseMessages></m:${name}Response>`,
    );
  } catch (error) {
    if (!(error instanceof EwsFault)) throw error;
    return fault(error.code, error.message, null);
  }
}

class BusyFault extends EwsFault {
  readonly details: string;
  constructor(code: string, details: string) {
    super(code, 'The server cannot service this request right now. Try again later.');
    this.details = details;
  }
}

const busyMessage = ({ shape, backOffMs }: Busy): EwsFault =>
  shape === 'inner'
    ? new BusyFault('ErrorInternalServerError', messageXmlOf({ InnerErrorResponseCode: 'ErrorServerBusy' }))
    : new BusyFault('ErrorServerBusy', backOffMs === null ? '' : messageXmlOf({ BackOffMilliseconds: String(backOffMs) }));

function messageXml(name: string, message: string | EwsFault): string {
  const element = `m:${name}ResponseMessage`;
  if (typeof message === 'string')
    return `<${element} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${message}</${element}>`;
  const details = message instanceof BusyFault ? message.details : '';
  const text = `<m:MessageText>${escapeXml(message.message)}</m:MessageText><m:ResponseCode>${message.code}</m:ResponseCode>`;
  return `<${element} ResponseClass="Error">${text}<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${details}</${element}>`;
}

const messageXmlOf = (values: Record<string, string>): string =>
  `<m:MessageXml>${Object.entries(values)
    .map(([name, value]) => `<t:Value Name="${name}">${value}</t:Value>`)
    .join('')}</m:MessageXml>`;

function fault(code: string, text: string, backOffMs: number | null): Answer {
  const details = backOffMs === null ? '' : `<t:MessageXml><t:Value Name="BackOffMilliseconds">${backOffMs}</t:Value></t:MessageXml>`;
  const errors = 'http://schemas.microsoft.com/exchange/services/2006/errors';
  return soap(
    500,
    `<s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:${code}</faultcode>` +
      `<faultstring xml:lang="en-US">${escapeXml(text)}</faultstring><detail><e:ResponseCode xmlns:e="${errors}">${code}</e:ResponseCode>` +
      `<e:Message xmlns:e="${errors}">${escapeXml(text)}</e:Message>${details}</detail></s:Fault>`,
  );
}

function soap(status: number, body: string): Answer {
  const xml =
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">' +
    '<s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="2" MajorBuildNumber="2562" MinorBuildNumber="17" Version="V2017_07_11" ' +
    'xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/></s:Header>' +
    `<s:Body>${body}</s:Body></s:Envelope>`;
  return { status, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: xml };
}
