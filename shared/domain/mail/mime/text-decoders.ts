import { TextDecoder } from 'node:util';

const decoders = new Map<string, TextDecoder | null>();

/**
 * The Encoding Standard's decoder for a label, or null if the standard doesn't know it. Made once
 * for each label, so it can't be used for streams.
 */
export function decoderOf(label: string): TextDecoder | null {
  const cached = decoders.get(label);
  if (cached !== undefined) return cached;
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(label);
  } catch {
    // not a label of the Encoding Standard
  }
  if (decoders.size < 100) decoders.set(label, decoder);
  return decoder;
}
