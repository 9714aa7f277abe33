/**
 * What is told of the app's health. `wrongSetting`: the app setting that keeps functions from
 * running, with what it must be. `brokenKinds`: the kinds of an admin's settings of which some item
 * can't be read; functions run all the same, and a restart would change nothing. Pure.
 */
export function healthOf(wrongSetting: string | null, brokenKinds: readonly string[]) {
  if (wrongSetting) return { status: 503, jsonBody: { status: 'wrong-settings', problem: wrongSetting } };
  if (brokenKinds.length === 0) return { status: 200, jsonBody: { status: 'ok' } };
  const problem = `Settings of these kinds can't be read, and hold up what depends on them: ${brokenKinds.join(', ')}. The log names items and fields.`;
  return { status: 200, jsonBody: { status: 'broken-settings', problem } };
}
