import { useEffect, useRef, type ReactNode } from 'react';
import type { ApiCall } from '../api/calls';
import { ShowApiCall } from './show-api-call';
import styles from './page-head.module.css';

let firstPage = true;

/**
 * The head of a page: a title that is the answer, states beside it, actions at its end.
 * After a change of page the title takes the focus, so that a screen reader begins there.
 */
export function PageHead({
  title,
  beside,
  actions,
  calls = [],
}: {
  title: string;
  beside?: ReactNode;
  actions?: ReactNode;
  calls?: readonly ApiCall[];
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <div className={styles.head}>
      <title>{`${title} · Strongroom`}</title>
      <div className={styles.name}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {beside}
      </div>
      <div className={styles.actions}>
        <ShowApiCall calls={calls} />
        {actions}
      </div>
    </div>
  );
}
