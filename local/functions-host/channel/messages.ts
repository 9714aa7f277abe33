import type { RegisteredFunction } from '../config/registered-function.ts';
import type { FunctionError, HttpHead, LogLevel, RpcTypedData, TraceContext, TriggerData } from './rpc-types.ts';

/**
 * Response bodies up to this size come in the frame of the result; larger ones are fetched piece by
 * piece, so a slow client never fills the host.
 */
export const PIECE_BYTES = 256 * 1024;

/** What the host tells the functions process. */
export type ToFunctions =
  /** the frame's bytes are the body of an HTTP request */
  | {
      kind: 'invoke';
      id: string;
      name: string;
      trigger: TriggerData;
      metadata?: Record<string, RpcTypedData>;
      trace: TraceContext;
    }
  /** the next piece of a response body, please */
  | { kind: 'more'; id: string }
  /** the client went away: forget the rest of the response body */
  | { kind: 'drop'; id: string }
  /** run the appTerminate hooks and exit */
  | { kind: 'stop' };

/** What the functions process tells the host. */
export type FromFunctions =
  | { kind: 'ready'; functions: RegisteredFunction[] }
  | { kind: 'cannot-start'; message: string }
  | { kind: 'log'; id?: string; name?: string; level: LogLevel; message: string }
  /**
   * the frame's bytes are the response body if that fits in one piece; else none, and `bodyLength`
   * says how much there is to fetch
   */
  | { kind: 'done'; id: string; outputs: { name: string; data: RpcTypedData }[]; http?: HttpHead; bodyLength: number }
  | { kind: 'failed'; id: string; error: FunctionError }
  | { kind: 'piece'; id: string };
