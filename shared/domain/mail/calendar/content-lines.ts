/**
 * A property of a calendar object (RFC 5545 3.1): name and parameter names in upper case, the value
 * unchanged.
 */
export type CalendarProperty = { name: string; parameters: Map<string, string>; value: string };
/** A component with its properties and inner components, in order (RFC 5545 3.6). */
export type CalendarComponent = { name: string; properties: CalendarProperty[]; components: CalendarComponent[] };

/**
 * An invitation has a few kilobytes; what is larger is a whole calendar and is only read up to
 * here.
 */
const maxLength = 512 * 1024;
const maxLines = 10_000;
const maxDepth = 6;

/**
 * Reads calendar text into components, as far as it can be read. Skips lines that are not content
 * lines, and accepts a missing END.
 */
export function readCalendar(text: string): CalendarComponent {
  const root: CalendarComponent = { name: '', properties: [], components: [] };
  const open = [root];
  const lines = text
    .slice(0, maxLength)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/, maxLines);
  for (const line of lines) {
    const property = readProperty(line);
    const inner = open.at(-1) ?? root;
    if (!property) continue;
    if (property.name === 'BEGIN') {
      const component: CalendarComponent = { name: property.value.trim().toUpperCase(), properties: [], components: [] };
      if (open.length <= maxDepth) inner.components.push(component);
      open.push(component);
    } else if (property.name === 'END') {
      if (open.length > 1) open.pop();
    } else inner.properties.push(property);
  }
  return root;
}

/** `NAME;PARAM="a:b";OTHER=c:value`: a quoted parameter may hold colons and semicolons. */
function readProperty(line: string): CalendarProperty | null {
  const name = /^[A-Za-z0-9-]{1,60}/.exec(line)?.[0];
  if (!name) return null;
  const parameters = new Map<string, string>();
  let at = name.length;
  const parameter = /;([A-Za-z0-9-]{1,60})=("[^"]*"|[^";:,]*(?:,(?:"[^"]*"|[^";:,]*))*)/y;
  while (line[at] === ';') {
    parameter.lastIndex = at;
    const match = parameter.exec(line);
    if (!match) return null;
    parameters.set((match[1] ?? '').toUpperCase(), (match[2] ?? '').replace(/^"|"$/g, ''));
    at += match[0].length;
  }
  return line[at] === ':' ? { name: name.toUpperCase(), parameters, value: line.slice(at + 1) } : null;
}

/** A TEXT value without its escapes (RFC 5545 3.3.11). */
export const calendarText = (value: string): string =>
  value.replace(/\\([\\;,nN])/g, (_, character: string) => (character === 'n' || character === 'N' ? '\n' : character)).trim();

/** The first property with this name. */
export const propertyOf = (component: CalendarComponent, name: string): CalendarProperty | undefined =>
  component.properties.find((property) => property.name === name);
