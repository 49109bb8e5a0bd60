import { ApiProperty } from '@nestjs/swagger';
import { IsId } from '../../../platform/http';
import type { PeopleOnItem } from './media-people';

/** Somebody who is to be seen on the item, by pseudonym. */
export class StatePersonDto {
  @ApiProperty({ format: 'uuid' }) @IsId() subject: string;
}

/** An item that was taken in for one of the people on the source and shows nobody else. */
export class StateMaskedCopyDto {
  @ApiProperty({ format: 'uuid' }) @IsId() media: string;
}

export class FurtherPersonDto {
  @ApiProperty({ format: 'uuid' }) subject: string;
  @ApiProperty({ format: 'uuid' }) statedBy: string;
  statedAt: Date;
}

export class MaskedCopyDto {
  @ApiProperty({ format: 'uuid' }) media: string;
  @ApiProperty({ format: 'uuid', description: 'The one person whom it shows.' }) subject: string;
  destroyed: boolean;
}

export class PeopleOnItemDto {
  @ApiProperty({ type: [FurtherPersonDto], description: 'Besides the person whose item it is.' })
  people: FurtherPersonDto[];
  @ApiProperty({ type: [MaskedCopyDto] }) maskedCopies: MaskedCopyDto[];

  static of({ people, copies }: PeopleOnItem): PeopleOnItemDto {
    const maskedCopies = copies.map(({ media, subject, state }) => ({
      media,
      subject,
      destroyed: state === 'destroyed',
    }));
    return { people: people.map((person) => ({ ...person })), maskedCopies };
  }
}
