import type { MigrationInterface } from 'typeorm';
import { Log17640000000001 } from './0001-log';
import { Anchors17640000000002 } from './0002-anchors';
import { Search17640000000003 } from './0003-search';
import { Maintenance17640000000004 } from './0004-maintenance';
import { LogKeys17640000000009 } from './0009-log-keys';
import { VerifiedDays17640000000010 } from './0010-verified-days';

/** Migrations of the schema `audit`, run as the role that owns it, in order. */
export const auditMigrations: (new () => MigrationInterface)[] = [
  Log17640000000001,
  Anchors17640000000002,
  Search17640000000003,
  Maintenance17640000000004,
  LogKeys17640000000009,
  VerifiedDays17640000000010,
];
