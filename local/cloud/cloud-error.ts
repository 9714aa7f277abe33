/**
 * What keeps the cloud from starting or running, in words for the person at the terminal: what is
 * wrong and what to do. Shown without a stack.
 */
export class CloudError extends Error {
  override name = 'CloudError';
}
