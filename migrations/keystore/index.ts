import { Keys17640000000001 } from './0001-keys';
import { Epochs17640000000002 } from './0002-epochs';
import { Restorations17640000000003 } from './0003-restorations';
import { Escrow17640000000004 } from './0004-escrow';

/** Migrations of the database `keystore`, run as its owner, in order. */
export const keystoreMigrations = [
  Keys17640000000001,
  Epochs17640000000002,
  Restorations17640000000003,
  Escrow17640000000004,
];
