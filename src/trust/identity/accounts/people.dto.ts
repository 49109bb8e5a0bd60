import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsOptional, Matches } from 'class-validator';
import { type Role, roles } from '../../../kernel';
import { accountName, displayName, personKey } from './account-name';

export class NewPersonRequest {
  /** Sign-in name: letters, digits and `. _ @ + -`. */
  @Matches(accountName)
  name: string;

  @Matches(displayName)
  displayName: string;

  /** A staff number or the like: accounts that share it belong to one human. */
  @IsOptional()
  @Matches(personKey)
  personKey?: string;

  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(roles.length)
  @ArrayUnique()
  @IsIn(roles, { each: true })
  @ApiProperty({ enum: roles, isArray: true })
  roles: Role[];
}

export class PersonChangeRequest {
  @IsOptional()
  @Matches(displayName)
  displayName?: string;

  @IsOptional()
  @Matches(personKey)
  personKey?: string;

  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(roles.length)
  @ArrayUnique()
  @IsIn(roles, { each: true })
  @ApiProperty({ enum: roles, isArray: true, required: false })
  roles?: Role[];
}

export class PersonResponse {
  id: string;
  name: string;
  displayName: string;
  personKey: string | null;
  @ApiProperty({ enum: roles, isArray: true })
  roles: Role[];
  locked: boolean;
  lockReason: 'administrator' | 'failures' | null;
  mustChangePassword: boolean;
  lastSignInAt: Date | null;
  createdAt: Date;
  /** Send it as `If-Match` with the next change. */
  etag: string;
}

export class NewPersonResponse extends PersonResponse {
  /** Shown this once. It opens a session that can only set a password, for 72 hours. */
  oneTimePassword: string;
}

export class OneTimePasswordResponse {
  /** Shown this once. */
  oneTimePassword: string;
}

export class PeopleResponse {
  items: PersonResponse[];
  next: string | null;
}
