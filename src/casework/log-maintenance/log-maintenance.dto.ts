import { IsIn } from 'class-validator';
import type { LogKeyView } from '../../trust/audit';
import { type RotationReason, rotationReasons } from './rotate-log-key';

export class RotateLogKeyDto {
  /** `compromised` where somebody else may have the key. */
  @IsIn(rotationReasons) reason: RotationReason;
}

export class LogKeyDto {
  /** As C2SP tools and witnesses read it. */
  key: string;
  keyId: string;
  /** Of its 32 bytes: what the entry of the change says. */
  sha256: string;
  /** The smallest checkpoint that it signs. */
  firstSize: number;
  /** The largest one; null while it is in force. */
  lastSize: number | null;
  /** The signed note by which the key before handed over. */
  handOver: string | null;

  static of(view: LogKeyView): LogKeyDto {
    return Object.assign(new LogKeyDto(), view);
  }
}

export class LogKeysDto {
  items: LogKeyDto[];

  static of(views: readonly LogKeyView[]): LogKeysDto {
    return Object.assign(new LogKeysDto(), { items: views.map((view) => LogKeyDto.of(view)) });
  }
}
