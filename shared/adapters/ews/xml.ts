import { XMLParser } from 'fast-xml-parser';

/** What lies in an element: its text, its attributes (`@name`) and children, or a list of such. */
export type XmlValue = unknown;

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  // numbers are read with those of HTML only; others can't be declared without a DOCTYPE
  processEntities: true,
  htmlEntities: true,
  maxNestedTags: 60,
});

/**
 * The document as nested objects, names without their prefixes; null when it is no XML that may be
 * read. SOAP allows no DOCTYPE (SOAP 1.1, section 3), and with it go all entities that grow or that
 * point elsewhere. Whoever calls has bounded its size.
 */
export function parseXml(text: string): Record<string, XmlValue> | null {
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i.test(text)) return null;
  try {
    const parsed: unknown = parser.parse(text, true);
    return isElement(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Whether this has children or attributes. */
export const isElement = (value: XmlValue): value is Record<string, XmlValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The elements of a name: none, the only one, or all of them. */
export function elementsOf(parent: XmlValue, name: string): XmlValue[] {
  const found = isElement(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

/** What lies at a path of names, the first of each; undefined: nothing. */
export const elementAt = (root: XmlValue, ...names: string[]): XmlValue =>
  names.reduce<XmlValue>((parent, name) => elementsOf(parent, name)[0], root);

/** The text of the element at a path, of an attribute too; '' when there is none. */
export function textAt(root: XmlValue, ...names: string[]): string {
  const found = elementAt(root, ...names);
  const text = isElement(found) ? found['#text'] : found;
  return typeof text === 'string' ? text : '';
}

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/**
 * Text for an element or an attribute; characters that XML 1.0 has no way to write are left out.
 */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (sign) => named[sign] ?? '');
