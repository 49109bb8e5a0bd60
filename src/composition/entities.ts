import type { Entities } from '../platform/database';
import { identityEntities } from '../trust/identity';

/** TypeORM entities of the database `vault`, as the application role sees it. */
export const vaultEntities: Entities = [...identityEntities];

/** TypeORM entities of the schema `audit`, as its owner sees it. */
export const auditEntities: Entities = [];

/** TypeORM entities of the database `keystore`. */
export const keystoreEntities: Entities = [];
