import { useTranslation } from 'react-i18next';
import { longTime } from '../i18n/formats';
import { Card } from '../parts/card';
import { Facts } from '../parts/facts';
import { useNames } from '../shell/use-names';
import type { WholeBreach } from './breach-api';
import styles from './breaches.module.css';

/** When it happened, was known, written down and judged, and whose data they are. */
export function FactsCard({ breach }: { breach: WholeBreach }) {
  const { t } = useTranslation();
  const { jurisdictionOf } = useNames();
  const { occurredFrom, occurredTo, awareAt, recordedAt, assessedAt, closedAt, unintelligible, sectorLaws } = breach;
  const time = (name: string, at: string | null) =>
    at === null ? [] : [[t(`breaches.facts.${name}`), longTime(at)] as const];
  return (
    <Card title={t('breaches.facts.name')}>
      <Facts
        rows={[
          [t('breaches.column.kinds'), breach.kinds.map((kind) => t(`breaches.kind.${kind}`)).join(', ')],
          [t('breaches.facts.places'), breach.jurisdictions.map(jurisdictionOf).join(', ')],
          ...(sectorLaws.length === 0 ? [] : [[t('breaches.facts.laws'), sectorLaws.join(', ')] as const]),
          [t('breaches.facts.capacity'), t(`breaches.capacity.${breach.capacity}`)],
          ...time('from', occurredFrom),
          ...time('to', occurredTo),
          ...time('aware', awareAt),
          ...time('recorded', recordedAt),
          ...time('assessed', assessedAt),
          ...(unintelligible === null
            ? []
            : [
                [
                  t('breaches.facts.readable'),
                  t(`breaches.assess.readableIs.${unintelligible ? 'no' : 'yes'}`),
                ] as const,
              ]),
          ...time('closed', closedAt),
        ]}
      />
    </Card>
  );
}

const texts = ['summary', 'assessment', 'consequences', 'measures', 'safetySteps', 'cause', 'systems'] as const;

/** What happened, in words, from the breach's own file. */
export function FileCard({ breach: { file, lessons } }: { breach: WholeBreach }) {
  const { t } = useTranslation();
  const told = [...texts.map((name) => [name, file?.[name] ?? null] as const), ['lessons', lessons] as const];
  return (
    <Card title={t('breaches.file.name')}>
      {file === null ? (
        <p>{t('breaches.file.ended')}</p>
      ) : (
        <dl className={styles.file}>
          {told.map(([name, text]) =>
            text === null ? null : (
              <div key={name}>
                <dt>{t(`breaches.fact.${name}`)}</dt>
                <dd>{text}</dd>
              </div>
            ),
          )}
        </dl>
      )}
    </Card>
  );
}
