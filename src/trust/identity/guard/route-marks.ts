import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const WITH_ONE_TIME_PASSWORD = 'strongroom:with-one-time-password';
export const TAKES_SECRET = 'strongroom:takes-secret';

/** A session that a one-time password opened may come here too. */
export function WithOneTimePassword(): CustomDecorator {
  return SetMetadata(WITH_ONE_TIME_PASSWORD, true);
}

/** The body carries a secret: refused over a line that anyone can read. */
export function TakesSecret(): CustomDecorator {
  return SetMetadata(TAKES_SECRET, true);
}
