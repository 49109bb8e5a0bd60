import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldError, Refusal } from '../../kernel';
import { misplacedLists, withoutNulls } from './request-shape';

/** A body or query is not what the API description says. */
export class InvalidRequest extends Refusal {
  constructor(errors: readonly FieldError[]) {
    super('invalid_request', 'The request does not match the API description; see "errors".', { errors });
  }
}

/** What no DTO could say about its own members, before they are converted and checked one by one. */
class ShapePipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // What our own decorators inject (the request's context) is not input.
    if (metadata.type === 'custom') return value;
    const given = withoutNulls(value);
    const faults = Array.isArray(given) ? [] : misplacedLists(given, metadata.metatype);
    if (faults.length > 0) throw new InvalidRequest(faults);
    try {
      return (await super.transform(given, metadata)) as unknown;
    } catch (error) {
      // An object where a date belongs fails in the conversion, with whatever error that throws.
      throw error instanceof Refusal ? error : new InvalidRequest([]);
    }
  }
}

/** The global pipe: declared members of the declared types, nothing else. */
export function validationPipe(): ValidationPipe {
  return new ShapePipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { exposeDefaultValues: true },
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new InvalidRequest(errors.flatMap((error) => fieldErrors('', error))),
  });
}

function fieldErrors(parent: string, error: ValidationError): FieldError[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.keys(error.constraints ?? {}).map((rule) => ({
    pointer,
    code: rule === 'whitelistValidation' ? 'unknown_field' : snake(rule),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(pointer, child))];
}

function snake(rule: string): string {
  return rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
