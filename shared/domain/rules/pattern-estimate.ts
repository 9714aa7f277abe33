/** What stands for one step of a pattern: an escape, a class in brackets, or a letter. */
const atom = /\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|[\s\S]/gy;
const repeat = /\{(\d+)(?:,(\d*))?\}/y;

/**
 * About how many steps a pattern compiles to, without compiling it: `(x{1,1000}){9}` has nine
 * thousand in fourteen letters, and making them takes a second. Pure.
 */
export function estimatedSteps(pattern: string): number {
  const open: number[] = [];
  let [sum, last] = [0, 0];
  for (let at = 0; at < pattern.length; ) {
    repeat.lastIndex = at;
    const [counts, from = '', to = ''] = repeat.exec(pattern) ?? [];
    if (counts !== undefined) {
      // more than a thousand are refused when it is read
      const times = Math.min(Math.max(Number(from), Number(to), 1), 1000);
      sum += last * (times - 1);
      last *= times;
      at += counts.length;
      continue;
    }
    atom.lastIndex = at;
    const [found = ' '] = atom.exec(pattern) ?? [];
    at += found.length;
    if (found === '(') {
      open.push(sum);
      [sum, last] = [0, 0];
    } else if (found === ')' && open.length > 0) {
      last = sum;
      sum += open.pop() ?? 0;
    } else if (!/^[*+?|]$/.test(found)) {
      last = 1;
      sum += 1;
    }
  }
  return sum + open.reduce((total, each) => total + each, 0);
}
