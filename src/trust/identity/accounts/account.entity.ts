import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id, Role } from '../../../kernel';
import type { LockReason } from './sign-in-state';

/** A person's account. */
@Entity({ schema: 'identity', name: 'account' })
export class Account {
  @PrimaryColumn('uuid') id: Id;
  @Column('text', { name: 'identity_key' }) identityKey: string;
  @Column('text', { name: 'person_key', nullable: true }) personKey: string | null;
  @Column('text') name: string;
  @Column('text', { name: 'display_name' }) displayName: string;
  @Column('text', { array: true }) roles: Role[];
  @Column('text', { name: 'password_hash' }) passwordHash: string;
  @Column('boolean', { name: 'must_change_password' }) mustChangePassword: boolean;
  @Column('timestamptz', { name: 'one_time_until', nullable: true }) oneTimeUntil: Date | null;
  @Column('integer', { default: 0 }) failures: number;
  @Column('timestamptz', { name: 'paused_until', nullable: true }) pausedUntil: Date | null;
  @Column('text', { name: 'lock_reason', nullable: true }) lockReason: LockReason | null;
  @Column('timestamptz', { name: 'locked_at', nullable: true }) lockedAt: Date | null;
  @Column('integer', { default: 1 }) version: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('uuid', { name: 'created_by' }) createdBy: Id;
  @Column('timestamptz', { name: 'last_sign_in_at', nullable: true }) lastSignInAt: Date | null;
}
