import { useEffect, useRef } from 'react';

const place = 'strongroom.single-keys';

/** Single keys can be switched off (WCAG 2.1.4); Ctrl+K stays. */
export function singleKeysOn(): boolean {
  return localStorage.getItem(place) !== 'off';
}

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(place);
  else localStorage.setItem(place, 'off');
}

function inField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

function dialogOpen(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}

/** Keys of a page: one character, or `g x` for two in a row. Off inside fields and dialogs. */
export function useKeys(keys: Record<string, () => void>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let first = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (inField(event.target) || dialogOpen() || !singleKeysOn()) return;
      const action = current.current[first === '' ? event.key : `${first} ${event.key}`];
      clearTimeout(timer);
      first = first === '' && event.key === 'g' ? 'g' : '';
      timer = setTimeout(() => (first = ''), 1500);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKey);
    };
  }, []);
}
