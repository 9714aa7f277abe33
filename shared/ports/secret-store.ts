/**
 * Where secrets are kept, by name: 1 to 127 letters, digits or hyphens. What goes wrong is told
 * with the name, and never with a value.
 */
export type SecretStore = {
  /** The newest value; null when there is no such secret. */
  read(name: string): Promise<string | null>;
  /** Adds the secret, or gives it a new value; also one that was removed before. */
  write(name: string, value: string): Promise<void>;
  /** Removes the secret; one that is not there is removed already. */
  remove(name: string): Promise<void>;
};
