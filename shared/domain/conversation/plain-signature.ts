import { escapeHtml } from '../text/escape-html.ts';
import type { SentWith } from '../tickets/message.ts';

/** A signature without settings: the writer's name, and that of whom they write for. Pure. */
export function plainSignature(author: string | null, sender: string): SentWith['signature'] {
  const lines = [...new Set([author ?? '', sender])].filter((line) => line !== '');
  return { text: lines.join('\n'), html: lines.map(escapeHtml).join('<br />\n') };
}
