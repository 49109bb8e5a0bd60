import { ValidateBy, type ValidationOptions } from 'class-validator';
import { isId } from '../../kernel';

/**
 * An id in its one spelling: beside `IsUUID`, which tells the API description and lets capitals and the nil id through. The
 * log's format takes neither.
 */
export function IsId(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isId', validator: { validate: isId, defaultMessage: () => 'an id' } }, options);
}
