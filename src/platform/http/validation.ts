import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldError, Refusal } from '../../kernel';

/** A body or query is not what the API description says. */
export class InvalidRequest extends Refusal {
  constructor(errors: readonly FieldError[]) {
    super('invalid_request', 'The request does not match the API description; see "errors".', { errors });
  }
}

/** The global pipe: declared members of the declared types, nothing else. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
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
