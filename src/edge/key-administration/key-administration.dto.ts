import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsUUID, Max, Min } from 'class-validator';
import { IsId } from '../../platform/http';
import type { KeyInventoryView } from '../../trust/keys';

export class DestroyEpochDto {
  /** The epoch whose root is destroyed before its time. */
  @IsInt() @Min(1) @Max(2_000_000_000) epoch: number;
}

export class EndEscrowDto {
  /** The escrow of which no copy is left. */
  @IsUUID() @IsId() escrow: string;
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

/** A copy of an epoch's root outside the vault, sealed for custodians. */
export class EscrowCopyDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  epoch: number;
  @ApiProperty({
    enum: ['current', 'superseded', 'ended'],
    description: 'A superseded one opens nothing that lives, yet old copies of the keystore: its holders destroy it.',
  })
  state: string;
  /** SHA-256 of its file. */
  fingerprint: string;
  /** By role; all of them are needed, in this order. */
  custodians: string[];
  /** Who asked for it. */
  @ApiProperty({ format: 'uuid' }) madeBy: string;
  madeAt: Date;
  @ApiProperty({ type: Date, nullable: true }) drilledAt: Date | null;
  @ApiProperty({ enum: ['opened', 'closed'], nullable: true, type: String }) drill: string | null;
  @ApiProperty({ type: Date, nullable: true, description: 'When it opened last.' }) openedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, description: 'Since when no copy of it is left, as its holders said.' })
  endedAt: Date | null;
}

export class EscrowDto {
  @ApiProperty({
    enum: ['not_needed', 'none', 'outdated', 'drill_due', 'in_order'],
    description: 'Not needed where the roots never leave the service that keeps them: its own backup takes its place.',
  })
  standing: string;
  @ApiProperty({ type: [EscrowCopyDto] }) copies: EscrowCopyDto[];
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
  @ApiProperty({ type: EscrowDto }) escrow: EscrowDto;

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
