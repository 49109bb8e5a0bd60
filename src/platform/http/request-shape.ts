import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, ValidateNested } from 'class-validator';
import type { FieldError } from '../../kernel';

type Class = abstract new (...parameters: never[]) => object;

const elements = Symbol('class of the elements');

/** `null` says the same as leaving a member out, so that no use case has to tell the two apart. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlain(value)) return value;
  const given = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(given.map(([name, member]) => [name, withoutNulls(member)]));
}

/** A list of objects that hold lists themselves: by their class those lists are known to belong there. */
export function ListOf(type: () => new () => object): PropertyDecorator {
  const remember: PropertyDecorator = (target, name) => Reflect.defineMetadata(elements, type, target, name);
  return applyDecorators(IsArray(), ValidateNested({ each: true }), Type(type), remember);
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
      ? member.flatMap((one, index) => misplacedLists(one, elementType(type, name), `${pointer}/${index}`))
      : [];
  });
}

function declaredType(type: Class | undefined, name: string): Class | undefined {
  if (type === undefined) return undefined;
  return Reflect.getMetadata('design:type', type.prototype as object, name) as Class | undefined;
}

function elementType(type: Class | undefined, name: string): Class | undefined {
  const of = type && (Reflect.getMetadata(elements, type.prototype as object, name) as (() => Class) | undefined);
  return of?.();
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
