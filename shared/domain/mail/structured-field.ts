/**
 * A structured field that machines read: its value without comments and quotation marks, trimmed,
 * in lower case; and the text of the comments.
 */
export type StructuredValue = { value: string; comments: string };

/** Keywords have some dozens of characters; the rest of a field is not read. */
const maxLength = 2000;

/**
 * Reads a structured field (RFC 5322 3.2.2: comments and folding may be anywhere between its
 * tokens, and comments may nest). `(x) auto-replied`, `auto-replied (vacation)` and `auto-replied`
 * have the same value. A parenthesis that is never closed is part of the value. Linear in the
 * length.
 */
export function structuredValue(field: string): StructuredValue {
  const { text, comments } = splitComments(field.slice(0, maxLength));
  const value = text
    .replace(/\s{1,2000}/g, ' ')
    .trim()
    .toLowerCase();
  return {
    value: value.startsWith('"') ? (/^"([^"]*)"?$/.exec(value)?.[1]?.trim() ?? value) : value,
    comments: comments.toLowerCase().trim(),
  };
}

function splitComments(field: string): { text: string; comments: string } {
  const lastClosing = field.lastIndexOf(')');
  let text = '';
  let comments = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < field.length; at += 1) {
    const character = field[at] ?? '';
    if (character === '\\' && (quoted || depth > 0)) {
      const escaped = field.slice(at, at + 2);
      if (depth > 0) comments += escaped.slice(1);
      else text += escaped;
      at += 1;
    } else if (!quoted && character === '(' && at < lastClosing) {
      depth += 1;
      comments += ' ';
    } else if (!quoted && depth > 0 && character === ')') {
      depth -= 1;
      if (depth === 0) text += ' ';
    } else if (depth > 0) comments += character;
    else {
      if (character === '"') quoted = !quoted;
      text += character;
    }
  }
  // more parentheses were opened than closed: it is unclear where the comment ends, so the whole
  // field is the value
  return depth > 0 ? { text: field, comments } : { text, comments };
}
