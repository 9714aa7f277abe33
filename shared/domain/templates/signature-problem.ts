import { htmlProblem } from './html-problems.ts';
import { linkProblem, linksIn } from './link-problem.ts';
import { readLiquid, variableProblem } from './liquid-problems.ts';
import { maskedSource } from './masked-source.ts';
import { type Signature, signatureVariables } from './signature.ts';
import { logoReference, safeSignatureHtml } from './signature-html.ts';
import { problemAt, type SourceProblem } from './source-place.ts';

const maxLogoBytes = 100_000;
/** How the files of each type begin. */
const beginnings = { 'image/png': '89504e470d0a1a0a', 'image/jpeg': 'ffd8ff', 'image/gif': '47494638' } as const;

/**
 * What is wrong with a signature, as "field: reason"; null: nothing. Its HTML is looked at as it
 * will be kept. `origins`: where its links may lead. Pure.
 */
export function signatureProblem(signature: Omit<Signature, 'signatureId'>, origins: readonly string[]): string | null {
  return scopeProblem(signature) ?? logoProblem(signature) ?? sourceProblem(signature, origins);
}

function scopeProblem({ scope, queueId, technician, none, html, text, logo }: Omit<Signature, 'signatureId'>): string | null {
  if ((scope === 'queue') !== (queueId !== null)) return 'queueId: names a queue where the scope is "queue", and nowhere else';
  if ((scope === 'technician') !== (technician !== null))
    return 'technician: has an address where the scope is "technician", and nowhere else';
  if (none && (html.trim() !== '' || text.trim() !== '' || logo !== null))
    return 'none: leave html, text and logo empty, or take "none" away';
  return null;
}

function logoProblem({ html, logo }: Omit<Signature, 'signatureId'>): string | null {
  const isShown = html.includes(logoReference);
  if (logo === null) return isShown ? `logo: is missing; the HTML shows it (${logoReference})` : null;
  if (!isShown) return `logo: the HTML does not show it: <img src="${logoReference}" alt="…">`;
  const bytes = Buffer.from(logo.data, 'base64');
  if (bytes.length > maxLogoBytes) return `logo: is larger than ${maxLogoBytes / 1000} KB`;
  return bytes.toString('hex', 0, 16).startsWith(beginnings[logo.type]) ? null : `logo: is no ${logo.type}`;
}

function sourceProblem({ html, text }: Omit<Signature, 'signatureId'>, origins: readonly string[]): string | null {
  const inHtml = partProblem(html, 'html', origins);
  if (inHtml) return inWords('html', inHtml);
  const safe = safeSignatureHtml(html);
  if (safe === null) return 'html: is too large to be made safe';
  const inSafe = htmlProblem(safe, maskedSource(safe), { origins, texts: signatureVariables, urls: [], pictures: true });
  if (inSafe) return inWords('html', inSafe);
  const inText = partProblem(text, 'text', origins);
  return inText && inWords('text', inText);
}

function partProblem(source: string, form: 'html' | 'text', origins: readonly string[]): SourceProblem | null {
  const odd = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ue001\u2028\u2029]/.exec(source);
  if (odd) return problemAt(source, odd.index, 'a character that is not shown is not allowed here');
  const read = readLiquid(source, form);
  if ('problem' in read) return read;
  const wrong = variableProblem(read.parsed, signatureVariables);
  if (wrong) return wrong;
  for (const { at, url } of linksIn(source)) {
    const problem = linkProblem(url, origins);
    if (problem) return problemAt(source, at, problem);
  }
  return null;
}

const inWords = (field: string, { line, column, problem }: SourceProblem): string => `${field}: line ${line}, column ${column}: ${problem}`;
