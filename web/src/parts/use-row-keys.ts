import { useRef, type RefObject } from 'react';
import { useKeys } from '../shell/keys';

/** `j` and `k` walk the rows of a table: each row's first link or button carries `data-row`. */
export function useRowKeys(): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  const step = (by: number) => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = rows.findIndex(
      (row) => row === document.activeElement || row.closest('tr')?.contains(document.activeElement),
    );
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  return body;
}
