/**
 * Groups of files that import each other, each sorted: strongly connected components by Tarjan's
 * algorithm. `importedBy` gives the files that one imports; those that are not among `all` are left
 * out.
 */
export function circlesAmong(all: readonly string[], importedBy: (file: string) => readonly string[]): string[][] {
  const number = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const known = new Set(all);
  const circles: string[][] = [];
  const visit = (file: string): void => {
    number.set(file, number.size);
    lowest.set(file, number.size - 1);
    stack.push(file);
    for (const to of importedBy(file).filter((name) => known.has(name))) {
      if (!number.has(to)) visit(to);
      if (stack.includes(to)) lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(to) ?? 0));
    }
    if (lowest.get(file) !== number.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) circles.push(group.toSorted());
  };
  for (const file of all) if (!number.has(file)) visit(file);
  return circles;
}
