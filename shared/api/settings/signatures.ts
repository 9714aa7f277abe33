import { z } from 'zod';
import { slugFor } from '../../domain/settings/slug.ts';
import { Signature } from '../../domain/templates/signature.ts';
import { safeSignatureHtml, signatureText } from '../../domain/templates/signature-html.ts';
import { signatureProblem } from '../../domain/templates/signature-problem.ts';
import { Changed } from './changed.ts';
import { settingRow } from './setting-row.ts';

const { signatureId: id, name, scope, queueId, technician, language, none, html, text, logo } = Signature.shape;
const SignatureInput = z.strictObject({
  name: name.describe('Such as Contoso'),
  scope: scope.describe('Whose it is: a technician has their own, else their queue, else the organisation'),
  queueId,
  technician: technician.describe("A technician's address"),
  language: language.describe('For mail in this language; null: in any that has none of its own'),
  none: none.describe('True: nothing stands below a reply, also where there is one for more'),
  html: html.describe('In Liquid; it is made safe, and shows the logo as <img src="cid:logo">'),
  text: text.describe('In Liquid; empty: what the HTML shows'),
  logo: logo.describe('A picture of 100 KB at most, in base64'),
});

/** What stands below replies. */
export const signatureRow = settingRow<Signature, z.infer<typeof SignatureInput>>({
  kind: 'signatures',
  one: 'signature',
  many: 'signatures',
  stored: 'signature',
  maxItems: 200,
  input: SignatureInput,
  extras: Changed,
  shown: z.object({ id, ...SignatureInput.shape, ...Changed.shape }),
  id,
  newId: (input, attempt) => slugFor(input.name, 'signature', attempt),
  idOf: ({ signatureId }) => signatureId,
  nameOf: (signature) => signature.name,
  toInput: ({ signatureId: _, ...input }) => input,
  toExtras: () => ({}),
  fromInput(input, made) {
    const safe = safeSignatureHtml(input.html) ?? '';
    return { ...input, signatureId: made.id, html: safe, text: input.text.trim() === '' ? signatureText(safe) : input.text };
  },
  refusal: (input, _id, _before, { linkOrigins }) => signatureProblem(input, linkOrigins),
  unique: (one) => ({
    scope: [`${one.scope} ${one.queueId ?? one.technician ?? ''} ${one.language ?? 'any language'}`.replace('  ', ' ')],
  }),
  namesKinds: ['queues', 'technicians'],
  references: (one) => [
    ...(one.queueId === null ? [] : [{ field: 'queueId', kind: 'queues', id: one.queueId }]),
    ...(one.technician === null
      ? []
      : [{ field: 'technician', kind: 'technicians', id: one.technician, by: 'address', loose: true as const }]),
  ],
});
