import { Tokenizer, TokenKind } from 'liquidjs';

/** A source with all of its Liquid under masks, as long as it is, and the words of its outputs. */
export type MaskedSource = { masked: string; outputs: { begin: number; end: number; words: string }[] };

/** Characters for private use (Unicode 23.5): they mean nothing to anybody else. */
export const outputMask = '\ue000';
export const tagMask = '\ue001';

/**
 * What of a template is HTML as its writer wrote it, wherever a condition leads: each `{{ }}` and
 * `{% %}` is covered, and everything stands where it stood. It is Liquid's own reader that says
 * where they begin and end. Pure.
 *
 * @throws TokenizationError (liquidjs) when one of them has no end.
 */
export function maskedSource(source: string): MaskedSource {
  const outputs: MaskedSource['outputs'] = [];
  const masked = new Tokenizer(source)
    .readTopLevelTokens()
    .map(({ kind, begin, end }) => {
      if (kind === TokenKind.HTML) return source.slice(begin, end);
      if (kind === TokenKind.Output)
        outputs.push({
          begin,
          end,
          words: source
            .slice(begin + 2, end - 2)
            .replace(/^-|-$/g, '')
            .trim(),
        });
      return (kind === TokenKind.Output ? outputMask : tagMask).repeat(end - begin);
    })
    .join('');
  return { masked, outputs };
}
