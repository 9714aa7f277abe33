import { registerHooks } from 'node:module';

/**
 * From now on '@azure/functions-core' is our module, for `import` and `require`, wherever the
 * library lies (node_modules or bundled). Must run before @azure/functions loads: it looks once,
 * and without the module it goes silently into a test mode in which nothing is registered.
 */
export function provideFunctionsCore(): void {
  const url = new URL('functions-core.ts', import.meta.url).href;
  registerHooks({
    resolve(specifier, context, next) {
      return specifier === '@azure/functions-core' ? { url, shortCircuit: true } : next(specifier, context);
    },
  });
}
