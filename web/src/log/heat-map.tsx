import { useTranslation } from 'react-i18next';
import type { VolumeBucket } from '../api/types';
import { Card } from '../parts/card';
import styles from './charts.module.css';
import { heat, offHours, openingsOf, stepOf, type Cell } from './charts';

const cell = 15;
const left = 30;

interface Props {
  hours: readonly VolumeBucket[];
  selected: Cell | null;
  onSelect: (cell: Cell | null) => void;
}

/** Openings by weekday and hour; cells outside office hours with an opening are hatched, and a cell filters. */
export function HeatMap({ hours, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const { all, odd } = openingsOf(hours);
  if (all === 0) return null;
  const cells = heat(hours);
  const most = Math.max(...cells.flat());
  const title =
    odd === 0
      ? t('log.inHours', { count: all })
      : odd === all
        ? t('log.allOutOfHours', { count: odd })
        : t('log.outOfHours', { count: odd, of: all });
  return (
    <Card title={title}>
      <svg className={styles.heat} viewBox={`0 0 ${left + 24 * cell} ${7 * cell + 18}`} role="img" aria-label={title}>
        <defs>
          <pattern id="off-hours" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="4" height="4" className={styles.oddGround} />
            <line x1="0" y1="0" x2="0" y2="4" className={styles.hatch} />
          </pattern>
        </defs>
        {cells.map((row, weekday) => (
          <g key={weekday}>
            <text x="0" y={weekday * cell + 10.5}>
              {t(`log.weekday.${weekday}`)}
            </text>
            {row.map((amount, hour) => {
              const place = { weekday: weekday + 1, hour };
              const chosen = selected?.weekday === place.weekday && selected.hour === hour;
              return (
                <rect
                  key={hour}
                  x={left + hour * cell}
                  y={weekday * cell}
                  width={cell - 2}
                  height={cell - 2}
                  rx="2"
                  data-step={stepOf(amount, most)}
                  data-odd={amount > 0 && offHours(place)}
                  data-chosen={chosen}
                  data-filters={amount > 0}
                  onClick={() => amount > 0 && onSelect(chosen ? null : place)}
                >
                  <title>
                    {t('log.cell', {
                      day: t(`log.weekday.${weekday}`),
                      hour: String(hour).padStart(2, '0'),
                      count: amount,
                    })}
                  </title>
                </rect>
              );
            })}
          </g>
        ))}
        {[0, 6, 12, 18, 23].map((hour) => (
          <text key={hour} x={left + hour * cell} y={7 * cell + 12}>
            {String(hour).padStart(2, '0')}
          </text>
        ))}
      </svg>
      <CellList cells={cells} selected={selected} onSelect={onSelect} />
    </Card>
  );
}

/** The same cells as a list: the way to them by keyboard, and for who does not see the picture. */
function CellList({ cells, selected, onSelect }: { cells: number[][] } & Omit<Props, 'hours'>) {
  const { t } = useTranslation();
  const filled = cells.flatMap((row, weekday) =>
    row.flatMap((amount, hour) => (amount > 0 ? [{ weekday: weekday + 1, hour, amount }] : [])),
  );
  const chosen = selected === null ? '' : `${selected.weekday}-${selected.hour}`;
  return (
    <select
      className={styles.hours}
      aria-label={t('log.chooseHour')}
      value={chosen}
      onChange={(event) => {
        const found = filled.find(({ weekday, hour }) => `${weekday}-${hour}` === event.currentTarget.value);
        onSelect(found ?? null);
      }}
    >
      <option value="">{t('log.everyHour')}</option>
      {filled.map(({ weekday, hour, amount }) => (
        <option key={`${weekday}-${hour}`} value={`${weekday}-${hour}`}>
          {t('log.cell', {
            day: t(`log.weekday.${weekday - 1}`),
            hour: String(hour).padStart(2, '0'),
            count: amount,
          })}
        </option>
      ))}
    </select>
  );
}
