/**
 * Gives files distinct names, in order: a mail may have two files of one name, and saving both
 * would overwrite the first. The second "report.pdf" becomes "report (2).pdf". Names that differ
 * only in case count as the same, as in Windows.
 */
export function withDistinctNames<File extends { name: string }>(files: readonly File[]): File[] {
  const taken = new Set(files.map(({ name }) => name.toLowerCase()));
  const count = new Map<string, number>();
  return files.map((file) => {
    const key = file.name.toLowerCase();
    const seen = (count.get(key) ?? 0) + 1;
    count.set(key, seen);
    if (seen === 1) return file;
    let [number, name] = [seen, numbered(file.name, seen)];
    while (taken.has(name.toLowerCase())) {
      number += 1;
      name = numbered(file.name, number);
    }
    count.set(key, number);
    taken.add(name.toLowerCase());
    return { ...file, name };
  });
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)} (${number})${name.slice(dot)}` : `${name} (${number})`;
}
