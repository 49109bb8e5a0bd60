import { ValidateBy } from 'class-validator';
import { isId } from '../../kernel';

/** An id in its one spelling. class-validator's own `IsUUID` lets capitals and the nil id through, which the log's format does not. */
export function IsId(): PropertyDecorator {
  return ValidateBy({ name: 'isId', validator: { validate: isId, defaultMessage: () => 'an id' } });
}
