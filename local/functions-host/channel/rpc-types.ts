/**
 * The parts of the Functions RPC types that the stand-in uses, as @azure/functions reads and writes
 * them:
 * https://github.com/Azure/azure-functions-language-worker-protobuf/blob/dev/src/proto/FunctionRpc.proto
 */
export interface RpcTypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  /** stands for `bytes` where they travel inside JSON */
  base64?: string;
}

export interface TriggerData extends RpcTypedData {
  http?: RpcHttpRequest;
}

export interface OutputData extends RpcTypedData {
  http?: RpcHttpResponse;
}

export interface Nullable<T> {
  value?: T;
}

export interface RpcHttpRequest {
  method: string;
  url: string;
  nullableHeaders: Record<string, Nullable<string>>;
  nullableParams: Record<string, Nullable<string>>;
  nullableQuery: Record<string, Nullable<string>>;
  body?: RpcTypedData;
}

/** A response without its body. */
export interface HttpHead {
  statusCode?: string;
  headers?: Record<string, string>;
  cookies?: RpcCookie[];
}

interface RpcHttpResponse extends HttpHead {
  body?: RpcTypedData | null;
}

export interface RpcCookie {
  name: string;
  value: string;
  domain?: Nullable<string>;
  path?: Nullable<string>;
  expires?: Nullable<{ seconds: number }>;
  secure?: Nullable<boolean>;
  httpOnly?: Nullable<boolean>;
  sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  maxAge?: Nullable<number>;
}

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

export interface FunctionError {
  message: string;
  stack?: string;
}

/** W3C trace context: https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  traceParent: string;
  traceState: string;
  attributes: Record<string, string>;
}
