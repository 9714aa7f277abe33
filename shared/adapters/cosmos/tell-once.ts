/**
 * Tells `report` what is wrong at each reading: the same problem once, until a reading comes
 * without it.
 */
export function tellOnce(report: (problem: string) => void): (problems: readonly string[]) => void {
  let told: ReadonlySet<string> = new Set();
  return (problems) => {
    for (const problem of problems) if (!told.has(problem)) report(problem);
    told = new Set(problems);
  };
}
