import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VerifiedDays } from '../api/types';
import { dayOf } from '../i18n/formats';
import charts from '../log/charts.module.css';
import { Card } from '../parts/card';
import table from '../parts/table.module.css';
import { rowsOf, type StripRow, tally } from './strip-days';
import styles from './verification.module.css';

const slot = 11;
const height = 24;

/** The last 90 days: verified, failed or not run, and a row for each witness. SVG, and the same as a table. */
export function DaysStrip({ of }: { of: VerifiedDays }) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const rows = rowsOf(of);
  const { verified, failed } = tally(rows[0]?.states ?? []);
  return (
    <Card
      title={t('verification.days.title', { verified, failed, all: of.days.length })}
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
      <div id={id}>{asTable ? <DaysTable of={of} rows={rows} /> : <Strips of={of} rows={rows} />}</div>
    </Card>
  );
}

function useNameOf(): (row: StripRow) => string {
  const { t } = useTranslation();
  return ({ witness }) => witness ?? t('verification.days.own');
}

function Strips({ of: { days }, rows }: { of: VerifiedDays; rows: readonly StripRow[] }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure className={styles.strips}>
      {rows.map((row) => (
        <div key={row.witness ?? ''}>
          <span className={styles.stripName}>{nameOf(row)}</span>
          <svg
            className={styles.strip}
            viewBox={`0 0 ${days.length * slot} ${height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={t('verification.days.alt', { name: nameOf(row), ...tally(row.states) })}
          >
            {row.states.map((state, at) => {
              const tall = state === 'notRun' ? 3 : height;
              return (
                <rect
                  key={days[at]?.day}
                  data-state={state}
                  x={at * slot + 1}
                  y={height - tall}
                  width={slot - 2}
                  height={tall}
                  rx="1"
                />
              );
            })}
          </svg>
        </div>
      ))}
      <figcaption className={charts.axis}>
        {first && last && first !== last && (
          <>
            <span>{dayOf(new Date(first.day))}</span>
            <span className={styles.legend}>
              {(['verified', 'failed', 'notRun'] as const).map((state) => (
                <span key={state} data-state={state}>
                  {t(`verification.days.${state}`)}
                </span>
              ))}
            </span>
            <span>{dayOf(new Date(last.day))}</span>
          </>
        )}
      </figcaption>
    </figure>
  );
}

/** Newest first. */
function DaysTable({ of: { days }, rows }: { of: VerifiedDays; rows: readonly StripRow[] }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  return (
    <div className={charts.scroll} tabIndex={0} role="group" aria-label={t('verification.days.name')}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('log.day')}</th>
            {rows.map((row) => (
              <th key={row.witness ?? ''} scope="col">
                {nameOf(row)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...days.keys()].reverse().map((at) => (
            <tr key={days[at]?.day}>
              <td data-label={t('log.day')}>{dayOf(new Date(days[at]?.day ?? 0))}</td>
              {rows.map((row) => (
                <td key={row.witness ?? ''} data-label={nameOf(row)}>
                  {t(`verification.days.${row.states[at] ?? 'notRun'}`)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
