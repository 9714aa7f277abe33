import { XMLParser } from 'fast-xml-parser';

/**
 * What lies in an element: its text, or its attributes (`@name`) and children, or a list of such.
 */
export type Xml = unknown;

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  // numbers are read with those of HTML only
  htmlEntities: true,
});

/** A document as nested objects, names without their prefixes; undefined when it can't be read. */
export function parseXml(text: string): Xml {
  try {
    return parser.parse(text);
  } catch {
    return undefined;
  }
}

export const isElement = (xml: Xml): xml is Record<string, Xml> => typeof xml === 'object' && xml !== null && !Array.isArray(xml);

/** The children of a name. */
export function elementsOf(parent: Xml, name: string): Xml[] {
  const found = isElement(parent) && Object.hasOwn(parent, name) ? [parent[name]].flat() : [];
  return found.filter((one) => one !== undefined);
}

/** The first child of a name, its first child of the next … */
export const elementAt = (root: Xml, ...names: string[]): Xml => names.reduce((parent, name) => elementsOf(parent, name)[0], root);

/** The text at a path, of an attribute too; '' when there is none. */
export function textAt(root: Xml, ...names: string[]): string {
  const found = elementAt(root, ...names);
  const text = isElement(found) ? found['#text'] : found;
  return typeof text === 'string' ? text : '';
}

/** Text for an element or an attribute; characters that XML has no way to write become U+FFFD. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
