import type { HostConfig } from '../config/read-host-config.ts';
import type { AppSettings } from '../config/read-settings.ts';
import type { RegisteredFunction } from '../config/registered-function.ts';
import type { FunctionState } from '../http/admin-routes.ts';
import { compareFunctionNames, type Route, toRoute } from '../http/route-table.ts';
import { type HostFunction, type HttpFunction, planFunction } from './plan-function.ts';

export interface AppPlan {
  states: FunctionState[];
  /** those that run */
  functions: HostFunction[];
  /** in the order in which they are tried */
  routes: Route[];
}

/**
 * What the host does with the registered functions. One that cannot run (unknown binding, missing
 * setting, reserved route) is kept with its problem, and the others run; `functions` in host.json
 * and the setting `AzureWebJobs.NAME.Disabled` leave some out.
 * https://learn.microsoft.com/azure/azure-functions/disable-function
 */
export function planApp(registered: readonly RegisteredFunction[], config: HostConfig, settings: AppSettings): AppPlan {
  const plan: AppPlan = { states: [], functions: [], routes: [] };
  for (const each of registered.toSorted(compareFunctionNames)) {
    const { name, bindings } = each;
    const isDisabled = isLeftOut(name, config, settings);
    try {
      const planned = planFunction(each, settings);
      const route = isHttp(planned) ? toRoute(planned, config.extensions.http.routePrefix) : undefined;
      plan.states.push({ name, bindings, planned, problem: undefined, isDisabled, url: route && `/${route.path}` });
      if (isDisabled) continue;
      plan.functions.push(planned);
      if (route !== undefined) plan.routes.push(route);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      plan.states.push({ name, bindings, planned: undefined, problem, isDisabled, url: undefined });
    }
  }
  return plan;
}

function isLeftOut(name: string, config: HostConfig, settings: AppSettings): boolean {
  const { functions } = config;
  if (functions !== undefined && !functions.some((each) => each.toLowerCase() === name.toLowerCase())) return true;
  const disabled = settings[`AzureWebJobs.${name}.Disabled`] ?? settings[`AzureWebJobs_${name}_Disabled`];
  return disabled?.toLowerCase() === 'true' || disabled === '1';
}

function isHttp(fn: HostFunction): fn is HttpFunction {
  return fn.trigger.kind === 'http';
}
