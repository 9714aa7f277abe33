import { problemOfError } from '../templates/liquid-problems.ts';
import { type RenderedSignature, renderSignature } from '../templates/render-signature.ts';
import { type SignatureValues, signatureFor } from '../templates/signature.ts';
import type { LanguageCode } from '../text/language-code.ts';
import type { MailTexts } from './mail-texts.ts';

/**
 * What stands below a reply that a technician (by their address) writes in a queue, in its
 * language; null: nobody has set anything. One that can't be rendered is reported, and counts as
 * not set. Pure but for the report.
 */
export function replySignature(
  { signatures, defaultLanguage, report }: MailTexts,
  { language, ...writer }: { queueId: string; technician: string | null; language: LanguageCode | null },
  values: SignatureValues,
): RenderedSignature | null {
  const signature = signatureFor(signatures, writer, language ?? defaultLanguage);
  if (!signature) return null;
  try {
    return renderSignature(signature, values);
  } catch (error) {
    report(`signature ${signature.signatureId}`, { part: 'html', ...problemOfError(error) });
    return null;
  }
}
