/**
 * Nested elements of HTML that are shown: walking a tree of 100,000 nested `<div>` overflows the
 * stack or takes seconds.
 */
export const maxHtmlDepth = 1000;
