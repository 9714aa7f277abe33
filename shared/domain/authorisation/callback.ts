import type { Remark } from '../words/remark.ts';

/** What a provider sent the browser back with. */
export type Callback = {
  state: string | null;
  /** As they are checked: code, state, issuer. */
  parameters: Record<string, string>;
  error: string | null;
  errorDescription: string | null;
  /** An administrator consented for the organisation `tenant`: no code comes with that. */
  adminConsent: boolean;
  tenant: string | null;
};

/** What became of a callback; `problem` and `said` are for the admin at the browser. */
export type FinishedAuthorisation =
  | { kind: 'refused'; mailboxId: string | null; problem: Remark }
  | { kind: 'consent'; mailboxId: string | null; said: Remark }
  | {
      kind: 'authorised';
      mailboxId: string;
      address: string;
      /** Who signed in; their own mailbox, or one that they have full access to. */
      account: string;
      isOwn: boolean;
      /** Why the first call with the token failed, after it was kept; null: it went well. */
      problem: string | null;
    };
