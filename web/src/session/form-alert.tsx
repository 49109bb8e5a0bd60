import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem';
import { ProblemText } from '../parts/page-states';
import styles from './outside-page.module.css';

/** What went wrong with a form, read out at once. */
export function FormAlert({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  const problem = asProblem(error);
  const Mark = problem.code === 'account_locked' ? IconLock : IconAlertTriangle;
  return (
    <div className={styles.alert} role="alert">
      <Mark size={16} stroke={1.8} aria-hidden />
      <div>
        <ProblemText problem={problem} />
      </div>
    </div>
  );
}

export function FormNotice({ children }: { children: ReactNode }) {
  return (
    <div className={styles.alert} data-tone="attention" role="status">
      <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
      <div>{children}</div>
    </div>
  );
}
