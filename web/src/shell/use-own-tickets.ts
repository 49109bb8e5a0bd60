import { useQuery } from '@tanstack/react-query';
import { questions } from '../api/questions';
import type { Ticket } from '../api/types';
import { useSession } from '../session/use-session';

/** The open tickets of whoever is signed in; none while they are not known. */
export function useOwnTickets(): readonly Ticket[] {
  const { actor } = useSession();
  return useQuery(questions.tickets(actor.id)).data?.items ?? [];
}
