import { useTranslation } from 'react-i18next';
import { count } from '../i18n/formats';
import { useNames } from '../shell/use-names';
import type { Reach } from './breach-api';
import styles from './breaches.module.css';

interface Line {
  key: string;
  name: string;
  items: number;
  persons: number | null;
}

/** How many items and persons, by way, jurisdiction and class. */
export function ReachCounts({ counts }: { counts: Reach['counts'] }) {
  const { t } = useTranslation();
  const { classOf, jurisdictionOf } = useNames();
  const unknown = t('breaches.reach.unknown');
  return (
    <div className={styles.counts}>
      <Bars
        title={t('breaches.reach.byWay')}
        all={counts.items}
        lines={counts.byWay.map(({ way, items }) => ({
          ...{ key: way, items, persons: null },
          name: t(`breaches.way.${way}`),
        }))}
      />
      <Bars
        title={t('breaches.reach.byJurisdiction')}
        all={counts.items}
        lines={counts.byJurisdiction.map(({ jurisdiction, items, persons }) => ({
          ...{ key: jurisdiction ?? '', items, persons },
          name: jurisdiction === null ? unknown : jurisdictionOf(jurisdiction),
        }))}
      />
      <Bars
        title={t('breaches.reach.byClass')}
        all={counts.items}
        lines={counts.byClass.map((line) => ({
          ...{ key: line.class ?? '', items: line.items, persons: line.persons },
          name: line.class === null ? unknown : classOf(line.class),
        }))}
      />
    </div>
  );
}

function Bars({ title, lines, all }: { title: string; lines: readonly Line[]; all: number }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {lines.map(({ key, name, items, persons }) => (
          <li key={key}>
            <span>{name}</span>
            <span>
              {count(items)}
              {persons !== null && <small> · {t('breaches.reach.persons', { count: persons })}</small>}
            </span>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
              <rect x={0} y={0} width={(items / all) * 100} height={6} />
            </svg>
          </li>
        ))}
      </ul>
    </section>
  );
}
