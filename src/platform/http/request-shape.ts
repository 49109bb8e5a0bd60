import type { FieldError } from '../../kernel';

type Class = abstract new (...parameters: never[]) => object;

/** `null` says the same as leaving a member out, so that no use case has to tell the two apart. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlain(value)) return value;
  const given = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(given.map(([name, member]) => [name, withoutNulls(member)]));
}

/**
 * Members that hold a list where one thing belongs. class-validator looks into a list as if it were its members, so that
 * `[]` would pass for a nested object.
 */
export function misplacedLists(value: unknown, type: Class | undefined, parent = ''): FieldError[] {
  if (!isPlain(value)) return Array.isArray(value) ? [{ pointer: parent, code: 'is_list' }] : [];
  return Object.entries(value).flatMap(([name, member]) => {
    const pointer = `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const declared = declaredType(type, name);
    if (declared !== Array) return misplacedLists(member, declared, pointer);
    return Array.isArray(member)
      ? member.flatMap((one, index) => misplacedLists(one, undefined, `${pointer}/${index}`))
      : [];
  });
}

function declaredType(type: Class | undefined, name: string): Class | undefined {
  if (type === undefined) return undefined;
  return Reflect.getMetadata('design:type', type.prototype as object, name) as Class | undefined;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
