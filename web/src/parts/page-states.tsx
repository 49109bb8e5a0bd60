import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconFilterOff, IconLock, type Icon } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type ApiProblem } from '../api/problem';
import { Copyable } from './copyable';
import styles from './page-states.module.css';

/** Something to say in place of content, with what to do about it. */
export function Notice({
  icon: Mark,
  tone,
  title,
  children,
  actions,
  alone = false,
}: {
  icon: Icon;
  tone?: 'danger' | 'attention';
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Where it is all that a page has, its title is the page's. */
  alone?: boolean;
}) {
  const Title = alone ? 'h1' : 'h2';
  return (
    <div className={styles.notice} data-tone={tone}>
      <span className={styles.mark}>
        <Mark size={20} stroke={1.8} aria-hidden />
      </span>
      <Title>{title}</Title>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** Nothing for 300 ms, then a skeleton of the right size; after 10 s a word and a way out. */
export function Loading({ rows = 6, onCancel }: { rows?: number; onCancel?: () => void }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<'silent' | 'skeleton' | 'slow'>('silent');
  useEffect(() => {
    const timers = [setTimeout(() => setStage('skeleton'), 300), setTimeout(() => setStage('slow'), 10_000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  if (stage === 'silent') return <div className={styles.silent} aria-hidden />;
  return (
    <div className={styles.loading} role="status" aria-label={t('states.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={18} radius="sm" />
      ))}
      {stage === 'slow' && (
        <p className={styles.slow}>
          {t('states.stillWorking')}
          {onCancel && (
            <Button variant="default" size="compact-sm" onClick={onCancel}>
              {t('parts.cancel')}
            </Button>
          )}
        </p>
      )}
    </div>
  );
}

const refused = new Set(['forbidden', 'grant_required']);

/** A refusal in the person's language: what is missing and who can help, or what failed and how to go on. */
export function ProblemText({ problem }: { problem: ApiProblem }) {
  const { t, i18n } = useTranslation();
  const key = `problem.${problem.code}`;
  return (
    <>
      <p>{i18n.exists(key) ? t(key) : problem.message}</p>
      {problem.retryAfterSeconds !== null && <p>{t('states.retryAfter', { count: problem.retryAfterSeconds })}</p>}
      {problem.traceId !== null && (
        <p className={styles.trace}>
          {t('states.reference')} <Copyable value={problem.traceId} label={t('states.referenceId')} />
        </p>
      )}
    </>
  );
}

export function Failed({ error, onRetry, actions }: { error: unknown; onRetry?: () => void; actions?: ReactNode }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  const missingRight = refused.has(problem.code);
  const absent = problem.code === 'not_found';
  const title = missingRight ? 'states.noRight' : absent ? 'states.absent' : 'states.failed';
  return (
    <div role="alert">
      <Notice
        icon={missingRight || absent ? IconLock : IconAlertTriangle}
        tone={missingRight || absent ? 'attention' : 'danger'}
        title={t(title)}
        actions={
          <>
            {actions}
            {onRetry && !missingRight && !absent && (
              <Button variant="default" onClick={onRetry}>
                {t('states.retry')}
              </Button>
            )}
          </>
        }
      >
        <ProblemText problem={problem} />
      </Notice>
    </div>
  );
}

export function FilteredEmpty({ title, onClear }: { title: string; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice
      icon={IconFilterOff}
      title={title}
      actions={
        <Button variant="default" onClick={onClear}>
          {t('states.clearFilters')}
        </Button>
      }
    >
      <p>{t('states.filteredEmpty')}</p>
    </Notice>
  );
}

/** Waits for a question's answer and shows every state on the way. */
export function Answered<Data>({
  of,
  rows,
  children,
}: {
  of: UseQueryResult<Data>;
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.isError) return <Failed error={of.error} onRetry={() => void of.refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}
