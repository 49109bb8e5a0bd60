import { useSuspenseQuery } from '@tanstack/react-query';
import { questions } from '../api/questions';
import type { Session } from '../api/types';
import { may, type Right } from './rights';

/** The signed-in person; pages behind the shell always have one. */
export function useSession(): Session {
  return useSuspenseQuery(questions.session()).data;
}

export function useMay(): (right: Right) => boolean {
  const { actor } = useSession();
  return (right) => may(actor.roles, right);
}
