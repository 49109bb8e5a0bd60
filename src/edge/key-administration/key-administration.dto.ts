import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import type { KeyInventoryView } from '../../trust/keys';

export class DestroyEpochDto {
  /** The epoch whose root is destroyed before its time. */
  @IsInt() @Min(1) @Max(2_000_000_000) epoch: number;
}

export class LiveEpochDto {
  epoch: number;
  createdAt: Date;
  provider: string;
  @ApiProperty({ type: Date, nullable: true, description: 'When a keystore backup was last opened in it.' })
  backupVerifiedAt: Date | null;
}

export class EndedEpochDto {
  epoch: number;
  endedAt: Date;
  @ApiProperty({ type: Date, nullable: true, description: 'When its root is gone; may lie ahead with a KMS.' })
  rootGoneAt: Date | null;
}

export class KeyCountDto {
  @ApiProperty({ enum: ['epoch', 'month', 'subject', 'data', 'payload'] }) kind: string;
  @ApiProperty({ type: Number, nullable: true }) epoch: number | null;
  count: number;
  oldest: Date;
}

/** What keys there are, where, how old, and how many. No key and no id of one. */
export class KeyInventoryDto {
  /** What holds the root keys. */
  provider: string;
  algorithm: string;
  @ApiProperty({ type: [LiveEpochDto] }) epochs: LiveEpochDto[];
  @ApiProperty({ type: [EndedEpochDto] }) ended: EndedEpochDto[];
  @ApiProperty({ type: [KeyCountDto] }) counts: KeyCountDto[];
  /** Processes that may hold keys in memory. */
  nodes: number;

  static of(view: KeyInventoryView): KeyInventoryDto {
    const epochs = view.epochs.map(({ epoch, createdAt, provider, backupVerifiedAt }) => ({
      epoch,
      createdAt,
      provider,
      backupVerifiedAt,
    }));
    return Object.assign(new KeyInventoryDto(), { ...view, epochs });
  }
}
