/**
 * Nested elements of HTML that are shown: 100,000 `<div>` overflow the stack of what walks the
 * tree, or keep it busy for seconds.
 */
export const maxHtmlDepth = 1000;
