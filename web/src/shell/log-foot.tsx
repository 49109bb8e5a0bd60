import { IconShield, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import type { Verification } from '../api/types';
import { count, shortTime } from '../i18n/formats';
import { useMay } from '../session/use-session';
import styles from './log-foot.module.css';

const marks = { intact: IconShieldCheck, broken: IconShieldX, never_run: IconShield };

/** How far the log is verified, and when that was found. */
export function LogFoot() {
  const can = useMay();
  return can('log') ? <Verified /> : null;
}

function Verified() {
  const { t } = useTranslation();
  const { data } = useQuery(questions.verification());
  if (!data) return null;
  const Mark = marks[data.state];
  const line = lineOf(data, t);
  return (
    <div className={styles.foot} data-state={data.state} title={line} role="status">
      <Mark size={16} stroke={1.8} aria-hidden />
      <span>
        {line}
        {data.at !== null && <small>{t('foot.at', { at: shortTime(data.at) })}</small>}
      </span>
    </div>
  );
}

function lineOf({ state, verifiedTo }: Verification, t: (key: string, values?: Record<string, unknown>) => string): string {
  if (state === 'never_run') return t('foot.never');
  return t(`foot.${state}`, { n: count(verifiedTo) });
}
