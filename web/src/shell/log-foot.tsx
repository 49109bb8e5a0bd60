import { IconShield, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import type { Anchor, VerificationResult } from '../api/types';
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
  const anchors = useQuery(questions.anchors());
  return data ? <Finding result={data.latest} anchors={anchors.data?.anchors ?? []} /> : null;
}

function Finding({ result, anchors }: { result: VerificationResult | null; anchors: readonly Anchor[] }) {
  const { t } = useTranslation();
  const Mark = result === null ? IconShield : result.intact ? IconShieldCheck : IconShieldX;
  const line = lineOf(result, t);
  const witnesses = anchors.filter(({ kind }) => kind === 'witness');
  const agreeing = witnesses.filter(({ state }) => state === 'current').length;
  const details = [
    result === null ? '' : t('foot.at', { at: shortTime(result.finishedAt) }),
    witnesses.length === 0 ? '' : t('foot.witnesses', { agreeing, all: witnesses.length }),
  ].filter(Boolean);
  return (
    <Link to="/verification" className={styles.foot} data-broken={result?.intact === false} title={line}>
      <Mark size={16} stroke={1.8} aria-hidden />
      <span>
        {line}
        {details.length > 0 && <small>{details.join(' · ')}</small>}
      </span>
    </Link>
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
