import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsString, IsUUID, Length, ValidateNested } from 'class-validator';
import { IsId } from '../../platform/http';
import { type IdentifierKind, identifierKinds } from './identifier';
import type { Subject } from './subject.repository';

export class IdentifierDto {
  @IsIn(identifierKinds) kind: IdentifierKind;
  @IsString() @Length(1, 320) value: string;
}

export class CreateSubjectDto {
  /** None makes a provisional subject: somebody, not yet known by anything. */
  @IsArray() @ArrayMaxSize(20) @ValidateNested({ each: true }) @Type(() => IdentifierDto) identifiers: IdentifierDto[];
}

export class MergeSubjectDto {
  /** The subject that stands for both from now on. */
  @IsUUID() @IsId() into: string;
}

export class KnownIdentifierDto {
  id: string;
  kind: IdentifierKind;
  addedAt: string;
}

/** A pseudonym. Identifiers show their kinds; their values are never given out. */
export class SubjectDto {
  id: string;
  provisional: boolean;
  mergedInto: string | null;
  createdAt: Date;
  identifiers: KnownIdentifierDto[];

  static of({ id, provisional, mergedInto, createdAt, identifiers }: Subject): SubjectDto {
    return Object.assign(new SubjectDto(), { id, provisional, mergedInto, createdAt, identifiers });
  }
}

export class SubjectListDto {
  items: SubjectDto[];
  next: string | null;

  static of(subjects: Subject[]): SubjectListDto {
    return Object.assign(new SubjectListDto(), {
      items: subjects.map((subject) => SubjectDto.of(subject)),
      next: null,
    });
  }
}
