import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announce } from '../parts/announce';

/** Runs a step of a breach, and reads everything about breaches anew: the vault says what came of it. */
export function useBreachStep(said: string, onDone: () => void = () => undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: () => Promise<unknown>) => step(),
    onSuccess: async () => {
      announce(said);
      await client.invalidateQueries({ queryKey: ['breaches'] });
      await client.invalidateQueries({ queryKey: ['approvals'] });
      onDone();
    },
  });
}
