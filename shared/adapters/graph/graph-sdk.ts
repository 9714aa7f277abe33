/**
 * The SDK's client, in a module of its own that is imported when it is needed: if a CommonJS
 * package is imported dynamically itself, the bundler gives it only a default export.
 */
export { Client } from '@microsoft/microsoft-graph-client';
