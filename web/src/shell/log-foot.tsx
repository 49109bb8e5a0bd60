import { IconShield, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import type { VerificationResult } from '../api/types';
import { count, shortTime } from '../i18n/formats';
import { useMay } from '../session/use-session';
import styles from './log-foot.module.css';

/** How far the log is verified, and when that was found. */
export function LogFoot() {
  const can = useMay();
  return can('log') ? <Verified /> : null;
}

function Verified() {
  const { data } = useQuery(questions.verification());
  return data ? <Finding result={data.latest} /> : null;
}

function Finding({ result }: { result: VerificationResult | null }) {
  const { t } = useTranslation();
  const Mark = result === null ? IconShield : result.intact ? IconShieldCheck : IconShieldX;
  const line = lineOf(result, t);
  return (
    <div className={styles.foot} data-broken={result?.intact === false} title={line}>
      <Mark size={16} stroke={1.8} aria-hidden />
      <span>
        {line}
        {result !== null && <small>{t('foot.at', { at: shortTime(result.finishedAt) })}</small>}
      </span>
    </div>
  );
}

function lineOf(
  result: VerificationResult | null,
  t: (key: string, values?: Record<string, unknown>) => string,
): string {
  if (result === null) return t('foot.never');
  // Entries are numbered from 0.
  return result.intact
    ? t('foot.intact', { n: count(Math.max(0, result.entries.found - 1)) })
    : t('foot.broken', { count: result.findingCount });
}
