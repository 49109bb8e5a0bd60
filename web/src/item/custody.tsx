import {
  IconBan,
  IconCircleCheck,
  IconDownload,
  IconEye,
  IconLock,
  IconPoint,
  IconShieldExclamation,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { questions } from '../api/questions';
import type { MediaItem } from '../api/types';
import { count, exactTime, shortTime } from '../i18n/formats';
import type { Tone } from '../parts/badge';
import { Card } from '../parts/card';
import { Failed, Loading } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { useNames } from '../shell/use-names';
import { custodyOf, sameObject, type Step, type StepKind } from './custody-steps';
import styles from './custody.module.css';

const marks: Record<StepKind, { icon: Icon; tone: Tone }> = {
  received: { icon: IconDownload, tone: 'verified' },
  sealed: { icon: IconLock, tone: 'verified' },
  released: { icon: IconCircleCheck, tone: 'verified' },
  quarantined: { icon: IconShieldExclamation, tone: 'attention' },
  viewed: { icon: IconEye, tone: 'accent' },
  refused: { icon: IconBan, tone: 'danger' },
  other: { icon: IconPoint, tone: 'plain' },
};

/** From receipt to now, in the words of the log. */
export function Custody({ item }: { item: MediaItem }) {
  const { t } = useTranslation();
  const log = useQuery(questions.itemEntries(item.id));
  if (log.isError && [403, 404].includes(asProblem(log.error).status)) return null;
  if (log.isError) {
    return (
      <Card title={t('custody.name')}>
        <Failed error={log.error} onRetry={() => void log.refetch()} />
      </Card>
    );
  }
  if (log.isPending) {
    return (
      <Card title={t('custody.name')}>
        <Loading rows={3} />
      </Card>
    );
  }
  const steps = custodyOf(log.data.items);
  const unchanged = sameObject(log.data.items);
  const finding = unchanged === null ? '' : t(unchanged ? 'custody.unchanged' : 'custody.changed');
  return (
    <Card
      title={`${t('custody.title', { count: steps.reduce((sum, { entries }) => sum + entries.length, 0) })}${finding}`}
    >
      <ol className={styles.strip} tabIndex={0} aria-label={t('custody.name')}>
        {steps.map((step) => (
          <CustodyStep key={step.entries[0]?.n} step={step} />
        ))}
      </ol>
    </Card>
  );
}

function CustodyStep({ step }: { step: Step }) {
  const { t } = useTranslation();
  const names = useNames();
  const can = useMay();
  const { icon: Mark, tone } = marks[step.kind];
  const first = step.entries[0];
  const last = step.entries.at(-1);
  if (!first || !last) return null;
  const word =
    step.kind === 'other' ? names.actOf(first.type) : t(`custody.${step.kind}`, { count: step.entries.length });
  const numbers = `${count(first.n)}${step.entries.length > 1 ? ' …' : ''}`;
  return (
    <li className={styles.step}>
      <span className={styles.mark} data-tone={tone}>
        <Mark size={15} stroke={1.8} aria-hidden />
      </span>
      <strong>{word}</strong>
      <span title={exactTime(last.at)}>{shortTime(last.at)}</span>
      <span className={styles.who}>
        {last.purpose === null ? names.actOf(last.type) : names.purposeOf(last.purpose)}
      </span>
      {can('log') ? (
        <Link to="/log" search={{ entry: first.n }}>
          <code>{t('item.entry', { n: numbers })}</code>
        </Link>
      ) : (
        <code>{t('item.entry', { n: numbers })}</code>
      )}
    </li>
  );
}
