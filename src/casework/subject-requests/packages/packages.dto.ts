import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsString, Length, ValidateNested } from 'class-validator';
import { IsId } from '../../../platform/http';
import type { AccessPackage } from './package';
import type { GivenCode } from './package-collection';

const date = { format: 'date-time', nullable: true, type: String } as const;

export class PackageTicketDto {
  @ApiProperty() @IsString() @Length(1, 64) system: string;
  @ApiProperty() @IsString() @Length(1, 128) id: string;
}

export class PostPackageDto {
  @ApiProperty({ type: PackageTicketDto, description: 'A ticket for subject requests: items open under its grants.' })
  @IsDefined()
  @Type(() => PackageTicketDto)
  @ValidateNested()
  ticket: PackageTicketDto;
}

export class PackageDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: ['making', 'ready', 'removed'] }) state: AccessPackage['state'];
  @ApiProperty() items: number;
  @ApiProperty({ format: 'date-time' }) madeAt: Date;
  @ApiProperty(date) readyAt: Date | null;
  @ApiProperty({ format: 'date-time' }) expiresAt: Date;
  @ApiProperty({ ...date, description: 'Until when the code in force may be used.' }) codeUntil: Date | null;
  @ApiProperty({ ...date, description: 'When the person fetched it.' }) collectedAt: Date | null;
  @ApiProperty(date) removedAt: Date | null;

  static of(one: AccessPackage): PackageDto {
    const { id, state, items, madeAt, readyAt, expiresAt, codeUntil, collectedAt, removedAt } = one;
    return { id, state, items, madeAt, readyAt, expiresAt, codeUntil, collectedAt, removedAt };
  }
}

export class PackagesDto {
  @ApiProperty({ type: [PackageDto] }) items: PackageDto[];

  static of(packages: AccessPackage[]): PackagesDto {
    return { items: packages.map((one) => PackageDto.of(one)) };
  }
}

export class PackageCodeDto {
  @ApiProperty({ description: 'Shown this once. It reaches the person by another way than the address.' }) code: string;
  @ApiProperty({ format: 'date-time' }) until: Date;

  static of(given: GivenCode): PackageCodeDto {
    return { ...given };
  }
}

export class CollectPackageDto {
  @ApiProperty({ format: 'uuid' }) @IsId() package: string;
  @ApiProperty() @IsString() @Length(1, 128) code: string;
}
