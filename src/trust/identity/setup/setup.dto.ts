import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { accountName, displayName } from '../accounts/account-name';

export class SetupRequest {
  /** The secret at the end of the printed link. */
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  token: string;

  /** Sign-in name: letters, digits and `. _ @ + -`. */
  @Matches(accountName)
  name: string;

  @Matches(displayName)
  displayName: string;

  /** At least 12 characters; length counts, composition does not. */
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  password: string;
}
