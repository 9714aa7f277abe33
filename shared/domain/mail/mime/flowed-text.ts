/**
 * Joins the lines of a `format=flowed` text (RFC 3676): a line that ends in a space continues in
 * the next one of the same quote depth; "-- " is the signature separator and is never joined;
 * space-stuffing is removed. Quote marks are kept ("> ", one for each level).
 */
export function unflow(text: string, deleteSpace: boolean): string {
  const out: string[] = [];
  let open = -1;
  for (const line of text.split('\n')) {
    const depth = quoteDepth(line);
    const rest = line.slice(depth);
    const content = rest.startsWith(' ') ? rest.slice(1) : rest;
    const goesOn = content.endsWith(' ') && content !== '-- ';
    const body = goesOn && deleteSpace ? content.slice(0, -1) : content;
    if (open === depth && content !== '-- ') out.push(body);
    else out.push(out.length > 0 ? '\n' : '', depth > 0 ? `${'>'.repeat(depth)} ` : '', body);
    open = goesOn ? depth : -1;
  }
  return out.join('');
}

function quoteDepth(line: string): number {
  let depth = 0;
  while (line[depth] === '>') depth += 1;
  return depth;
}
