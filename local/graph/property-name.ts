import { graphRefusal } from './graph-error.ts';

/** The field that a property's id names. Throws a Refusal 400 for any other property. */
export function headerNameOf(id: string): string {
  const name = /^String \{00020386-0000-0000-c000-000000000046\} Name ([\w-]+)$/i.exec(id)?.[1];
  if (!name) throw graphRefusal(400, 'ErrorInvalidProperty', `This simulator does not know the property '${id}'.`);
  return name.toLowerCase();
}
