import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { monthOf } from '../i18n/formats';
import charts from '../log/charts.module.css';
import { Card } from '../parts/card';
import table from '../parts/table.module.css';
import type { Month } from './months';
import styles from './retention.module.css';

const parts = ['free', 'law', 'held'] as const;
const slot = 20;
const height = 96;

interface Props {
  months: readonly Month[];
  waiting: number;
  unsettled: number;
  chosen: string | undefined;
  onChoose: (month: string | undefined) => void;
}

/** What must go in each of twelve months, and what a hold or a law keeps to the end; a month opens its list. */
export function CalendarCard({ months, waiting, unsettled, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <Card
      title={t('retention.calendar.title')}
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
      <div id={id}>{asTable ? <MonthTable months={months} /> : <Bars {...{ months, chosen, onChoose }} />}</div>
      <p className={styles.second}>{t('retention.calendar.rest', { waiting, unsettled })}</p>
    </Card>
  );
}

function Bars({ months, chosen, onChoose }: Pick<Props, 'months' | 'chosen' | 'onChoose'>) {
  const { t } = useTranslation();
  const most = Math.max(1, ...months.map(({ items }) => items));
  return (
    <>
      <ul className={styles.months}>
        {months.map((month) => {
          let top = height;
          return (
            <li key={month.month}>
              <button
                type="button"
                aria-pressed={chosen === month.month}
                aria-label={t('retention.calendar.alt', { ...month, month: monthOf(month.month) })}
                onClick={() => onChoose(chosen === month.month ? undefined : month.month)}
              >
                <span aria-hidden>{month.items}</span>
                <svg viewBox={`0 0 ${slot} ${height}`} preserveAspectRatio="none" aria-hidden>
                  <line x1="0" x2={slot} y1={height} y2={height} />
                  {parts.map((part) => {
                    const tall = (month[part] / most) * height;
                    top -= tall;
                    return <rect key={part} data-part={part} x="3" y={top} width={slot - 6} height={tall} />;
                  })}
                </svg>
                <span aria-hidden>{monthOf(month.month)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <p className={styles.legend}>
        {parts.map((part) => (
          <span key={part} data-part={part}>
            {t(`retention.calendar.${part === 'law' ? 'keptByLaw' : part}`)}
          </span>
        ))}
      </p>
    </>
  );
}

function MonthTable({ months }: { months: readonly Month[] }) {
  const { t } = useTranslation();
  const columns = ['items', 'review', 'held', 'keptByLaw'] as const;
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('retention.calendar.month')}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`retention.calendar.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {months.map((month) => (
            <tr key={month.month}>
              <td data-label={t('retention.calendar.month')}>{monthOf(month.month)}</td>
              {columns.map((column) => (
                <td key={column} data-label={t(`retention.calendar.${column}`)}>
                  {month[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
