import { useSyncExternalStore } from 'react';
import type { TicketRef } from '../api/types';

/** The ticket and purpose under which everything on a page happens. */
export interface WorkingUnder {
  ticket: TicketRef;
  purpose: string;
}

const place = 'strongroom.working-under';
const listeners = new Set<() => void>();

function remembered(): WorkingUnder | null {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? 'null') as WorkingUnder | null;
  } catch {
    return null;
  }
}

let current = remembered();

/** Kept for this tab alone: another tab may work under another ticket. */
export function workUnder(next: WorkingUnder | null): void {
  current = next;
  if (next === null) sessionStorage.removeItem(place);
  else sessionStorage.setItem(place, JSON.stringify(next));
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useWorkingUnder(): WorkingUnder | null {
  return useSyncExternalStore(subscribe, () => current);
}

/** A ticket as the URL and the API's filters write it. */
export function ticketText({ system, id }: TicketRef): string {
  return `${system}/${id}`;
}
