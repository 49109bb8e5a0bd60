import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { type Role, roles } from '../../../kernel';

export class SignInRequest {
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name: string;

  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  password: string;
}

export class PasswordChangeRequest {
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  current: string;

  /** At least 12 characters; length counts, composition does not. */
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  next: string;
}

export class SignedInPerson {
  kind: 'user';
  id: string;
  name: string;
  displayName: string;
  @ApiProperty({ enum: roles, isArray: true })
  roles: readonly Role[];
}

export class SessionResponse {
  id: string;
  actor: SignedInPerson;
  openedAt: Date;
  /** The end that no use puts off. */
  expiresAt: Date;
  /** Minutes of silence after which it ends sooner. */
  idleMinutes: number;
  /** True after a one-time password: until it is replaced, nothing else is possible. */
  mustChangePassword: boolean;
}

export class SessionSummaryResponse {
  id: string;
  /** Browser and system by kind, such as "Firefox on Linux". */
  device: string;
  openedAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  current: boolean;
}

export class SessionsResponse {
  items: SessionSummaryResponse[];
  next: string | null;
}
