import type { ReactNode } from 'react';
import styles from './card.module.css';

/** A quiet surface with a title that says what is found on it. */
export function Card({
  title,
  aside,
  children,
  flush = false,
  label,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  label?: string;
}) {
  return (
    <section className={styles.card} data-flush={flush} aria-label={label}>
      {title !== undefined && (
        <header className={styles.head}>
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
