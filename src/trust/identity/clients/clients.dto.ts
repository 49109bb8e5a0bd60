import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  Equals,
  IsArray,
  IsDate,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { type Scope, scopes } from '../../../kernel';
import { displayName } from '../accounts/account-name';

export class NewClientRequest {
  @Matches(displayName)
  @MaxLength(80)
  name: string;

  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(scopes, { each: true })
  @ApiProperty({ enum: scopes, isArray: true })
  scopes: Scope[];

  /** Default in a year, at most two years away. */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  expiresAt?: Date;
}

export class ClientResponse {
  /** The `client_id`. */
  id: string;
  name: string;
  @ApiProperty({ enum: scopes, isArray: true })
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export class NewClientResponse extends ClientResponse {
  /** The `client_secret`, shown this once. */
  secret: string;
}

export class ClientsResponse {
  items: ClientResponse[];
  next: string | null;
}

/** A form as RFC 6749 §4.4.2 has it. */
export class TokenForm {
  @Equals('client_credentials')
  grant_type: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  scope?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  client_id?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  client_secret?: string;
}

export class TokenResponse {
  access_token: string;
  token_type: 'Bearer';
  /** Seconds. */
  expires_in: number;
  /** Space-separated. */
  scope: string;
}
