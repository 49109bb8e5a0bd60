import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import charts from '../log/charts.module.css';
import { Card } from '../parts/card';
import table from '../parts/table.module.css';
import { bands, deadlinesOf, sumOf, type Band, type Deadlines } from './days-left';
import type { Regime, SubjectRequest } from './request-api';
import { regimes } from './request-lists';
import styles from './requests.module.css';

interface Props {
  requests: readonly SubjectRequest[];
  chosen: string | undefined;
  onChoose: (band: Band | undefined) => void;
}

/** How many days the requests have, by law; a stretch narrows the list. */
export function DeadlinesCard({ requests, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const counted = deadlinesOf(requests);
  return (
    <Card
      title={t('requests.deadlines')}
      aside={
        <button
          type="button"
          className={charts.link}
          aria-expanded={asTable}
          aria-controls={id}
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? 'log.asPicture' : 'log.asTable')}
        </button>
      }
    >
      <div id={id}>
        {asTable ? <DeadlineTable of={counted} /> : <Stretches of={counted} chosen={chosen} onChoose={onChoose} />}
      </div>
    </Card>
  );
}

function Stretches({ of, chosen, onChoose }: { of: Deadlines<Regime> } & Pick<Props, 'chosen' | 'onChoose'>) {
  const { t } = useTranslation();
  const most = Math.max(1, ...bands.map((band) => sumOf(of[band])));
  const shown = bands.filter((band) => band !== 'none' || sumOf(of.none) > 0);
  return (
    <ul className={styles.stretches}>
      {shown.map((band) => {
        const all = sumOf(of[band]);
        const laws = regimes.filter((regime) => (of[band][regime] ?? 0) > 0);
        return (
          <li key={band}>
            <button
              type="button"
              className={styles.stretch}
              data-band={band}
              aria-pressed={chosen === band}
              onClick={() => onChoose(chosen === band ? undefined : band)}
            >
              <span className={styles.stretchName}>{t(`requests.band.${band}`)}</span>
              <strong>{all}</strong>
              <svg className={styles.stretchBar} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
                {laws.map((law, at) => {
                  const before = laws.slice(0, at).reduce((sum, one) => sum + (of[band][one] ?? 0), 0);
                  const width = ((of[band][law] ?? 0) / most) * 100;
                  return <rect key={law} data-law={law} x={(before / most) * 100} y={0} width={width} height={8} />;
                })}
              </svg>
              <span className={styles.stretchLaws}>
                {laws.map((law) => `${t(`requests.regime.${law}`)} ${of[band][law] ?? 0}`).join(' · ')}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function DeadlineTable({ of }: { of: Deadlines<Regime> }) {
  const { t } = useTranslation();
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('requests.column.regime')}</th>
            {bands.map((band) => (
              <th key={band} scope="col">
                {t(`requests.band.${band}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {regimes.map((law) => (
            <tr key={law}>
              <td data-label={t('requests.column.regime')}>{t(`requests.regime.${law}`)}</td>
              {bands.map((band) => (
                <td key={band} data-label={t(`requests.band.${band}`)}>
                  {of[band][law] ?? 0}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
