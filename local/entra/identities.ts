import { createHash } from 'node:crypto';

/** An app registration with its service principal. */
export type EntraApp = {
  /** a GUID */
  clientId: string;
  /** valid client secrets, several while one is being rotated */
  secrets?: string[];
  /** certificates (PEM) that it may sign its client assertions with */
  certificates?: string[];
  redirectUris?: string[];
  /**
   * federated credentials: principal ids of the managed identities whose tokens the app takes as
   * client assertion
   */
  federatedSubjects?: string[];
  /**
   * granted application permissions by resource; for Microsoft Graph `Mail.ReadWrite` and
   * `Mail.Send` when absent
   */
  roles?: Record<string, string[]>;
};

/** A user-assigned managed identity. */
export type ManagedIdentity = { clientId: string; principalId: string; roles?: Record<string, string[]> };

/** The application permissions of an app or identity on a resource, as they stand in its token. */
export function rolesOn(resource: string, identity: { roles?: Record<string, string[]> }): string[] {
  if (identity.roles) return identity.roles[resource] ?? [];
  return resource === 'https://graph.microsoft.com' ? ['Mail.ReadWrite', 'Mail.Send'] : [];
}

/** A GUID that is always the same for the same name: object ids of users and service principals. */
export function objectIdFor(name: string): string {
  const hex = createHash('sha256').update(name.toLowerCase()).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
