import { systemActor } from '../../kernel';

/** What entries of acts on the vault's host have in common. */
export const systemEntry = { actor: systemActor, role: 'system', decision: 'allow' } as const;
