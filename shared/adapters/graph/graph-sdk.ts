/**
 * The SDK's client, in a module of its own that is imported when it is needed: the bundler gives a
 * CommonJS package that is imported dynamically itself a default export only.
 */
export { Client } from '@microsoft/microsoft-graph-client';
