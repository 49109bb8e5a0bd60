import { useTranslation } from 'react-i18next';
import type { LogEntry } from '../api/types';
import { Card } from '../parts/card';
import styles from './charts.module.css';
import { heat, isOpening, offHours, stepOf } from './charts';

const cell = 15;
const left = 30;

/** Monday of some week at this hour, to ask whether the cell lies outside office hours. */
function sample(weekday: number, hour: number): Date {
  return new Date(2026, 10, 16 + weekday, hour);
}

/** Openings by weekday and hour; cells outside office hours with an opening are hatched and outlined. */
export function HeatMap({ entries }: { entries: readonly LogEntry[] }) {
  const { t } = useTranslation();
  const openings = entries.filter(isOpening);
  if (openings.length === 0) return null;
  const cells = heat(entries);
  const most = Math.max(...cells.flat());
  const odd = openings.filter(({ at }) => offHours(new Date(at))).length;
  const title =
    odd === 0
      ? t('log.inHours', { count: openings.length })
      : odd === openings.length
        ? t('log.allOutOfHours', { count: odd })
        : t('log.outOfHours', { count: odd, of: openings.length });
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
              const unusual = amount > 0 && offHours(sample(weekday, hour));
              return (
                <rect
                  key={hour}
                  x={left + hour * cell}
                  y={weekday * cell}
                  width={cell - 2}
                  height={cell - 2}
                  rx="2"
                  data-step={stepOf(amount, most)}
                  data-odd={unusual}
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
    </Card>
  );
}
