import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id, Scope } from '../../../kernel';

/** A program that may act in the vault. Its scopes never change: another scope is another client. */
@Entity({ schema: 'identity', name: 'client' })
export class Client {
  @PrimaryColumn('uuid') id: Id;
  @Column('text') name: string;
  @Column('text', { array: true }) scopes: Scope[];
  @Column('bytea', { name: 'secret_hash' }) secretHash: Buffer;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('uuid', { name: 'created_by' }) createdBy: Id;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt: Date | null;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt: Date | null;
}
