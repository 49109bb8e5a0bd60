import { useSyncExternalStore } from 'react';

let opened = false;
const listeners = new Set<() => void>();

/** Opens or closes the purpose bar's choice, also from a page that needs a ticket. */
export function setPurposeBar(next: boolean): void {
  opened = next;
  listeners.forEach((listener) => listener());
}

export function closePurposeBar(): void {
  setPurposeBar(false);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePurposeBarOpened(): boolean {
  return useSyncExternalStore(subscribe, () => opened);
}
