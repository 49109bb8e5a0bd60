import { useTranslation } from 'react-i18next';
import { count, longDay } from '../i18n/formats';
import { Card } from '../parts/card';
import type { WholePlan } from './destruction-api';
import styles from './destruction.module.css';

/** How much goes and how much stays, by what keeps it; and from when on that is final, backups included. */
export function PlanBar({ plan }: { plan: WholePlan }) {
  const { t } = useTranslation();
  const { destroyed, kept, keptBy } = plan;
  const parts = [{ code: 'goes', items: destroyed }, ...keptBy.map(({ kept: code, items }) => ({ code, items }))];
  let at = 0;
  return (
    <Card label={t('destruction.bar')}>
      <svg className={styles.bar} viewBox={`0 0 ${destroyed + kept} 1`} preserveAspectRatio="none" aria-hidden>
        {parts.map(({ code, items }) => {
          const x = at;
          at += items;
          return <rect key={code} data-part={code} x={x} y={0} width={items} height={1} />;
        })}
      </svg>
      <div className={styles.counts}>
        <ul>
          {parts.map(({ code, items }) => (
            <li key={code} data-part={code}>
              <strong>{count(items)}</strong> {t(`destruction.counted.${code}`)}
            </li>
          ))}
        </ul>
        <Finality plan={plan} />
      </div>
    </Card>
  );
}

/** What no backup brings back is final; before that the date is promised only where it is known. */
export function Finality({ plan: { irreversible, state } }: { plan: Pick<WholePlan, 'irreversible' | 'state'> }) {
  const { t } = useTranslation();
  if (irreversible === null)
    return <p className={styles.second}>{t(`destruction.final.${state === 'drafted' ? 'before' : 'starting'}`)}</p>;
  const { at, passed, waiting } = irreversible;
  if (at === null) return <p className={styles.second}>{t(`destruction.final.${waiting ?? 'starting'}`)}</p>;
  return <p className={styles.second}>{t(`destruction.final.${passed ? 'passed' : 'known'}`, { day: longDay(at) })}</p>;
}
