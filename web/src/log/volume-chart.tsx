import { useId, useRef, useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '../i18n/formats';
import { Card } from '../parts/card';
import table from '../parts/table.module.css';
import styles from './charts.module.css';
import { slotAt, type Day } from './charts';

const height = 64;
const parts = ['reads', 'changes', 'refusals'] as const;

function total(day: Day): number {
  return day.reads + day.changes + day.refusals;
}

interface Props {
  days: readonly Day[];
  /** The first and the last day that were picked, to be all that is shown. */
  onDays: (first: Date, last: Date) => void;
}

/** Reads, changes and refusals by day: SVG, so that tests and screen readers can read it; also as a table. */
export function VolumeChart({ days, onDays }: Props) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  if (days.length < 2 || days.every((day) => total(day) === 0)) return null;
  return (
    <Card
      title={t('log.volume')}
      aside={
        <span className={styles.aside}>
          <span className={styles.legend}>
            {parts.map((part) => (
              <span key={part} data-part={part}>
                {t(`log.part.${part}`)}
              </span>
            ))}
          </span>
          <span>
            {!asTable && `${t('log.dragRange')} · `}
            <button
              type="button"
              className={styles.link}
              aria-expanded={asTable}
              aria-controls={id}
              onClick={() => setAsTable(!asTable)}
            >
              {t(asTable ? 'log.asPicture' : 'log.asTable')}
            </button>
          </span>
        </span>
      }
    >
      <div id={id}>{asTable ? <VolumeTable days={days} onDays={onDays} /> : <Bars days={days} onDays={onDays} />}</div>
    </Card>
  );
}

/** Pressing on one day and letting go on another picks both and what lies between; the page's filters do the same by keyboard. */
function useDragging({ days, onDays }: Props) {
  const start = useRef<number | null>(null);
  const [span, setSpan] = useState<{ first: number; last: number } | null>(null);
  const spanTo = ({ currentTarget, clientX }: PointerEvent<SVGSVGElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const at = slotAt(clientX - left, width, days.length);
    const from = start.current ?? at;
    return { first: Math.min(from, at), last: Math.max(from, at) };
  };
  const end = () => {
    start.current = null;
    setSpan(null);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { first, last } = spanTo(event);
      start.current = first;
      setSpan({ first, last });
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => start.current !== null && setSpan(spanTo(event)),
    onPointerUp: (event: PointerEvent<SVGSVGElement>) => {
      if (start.current === null) return;
      const [first, last] = [days[spanTo(event).first], days[spanTo(event).last]];
      end();
      // One day without an act would show nothing.
      if (first && last && (first !== last || total(first) > 0)) onDays(first.day, last.day);
    },
    onPointerCancel: end,
  };
  return { span, handlers };
}

function Bars({ days, onDays }: Props) {
  const { t } = useTranslation();
  const { span, handlers } = useDragging({ days, onDays });
  const most = Math.max(...days.map(total));
  const slot = 1000 / days.length;
  const bar = Math.min(slot * 0.78, 26);
  const marked = new Set([0, 1, 2, 3, 4, 5].map((step) => Math.round((step * (days.length - 1)) / 5)));
  const busiest = days.reduce((best, day) => (total(day) > total(best) ? day : best));
  return (
    <figure>
      <svg
        className={styles.bars}
        viewBox={`0 0 1000 ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('log.volumeAlt', { days: days.length, day: dayOf(busiest.day), most })}
        {...handlers}
      >
        {span && (
          <rect
            className={styles.span}
            x={span.first * slot}
            y="0"
            width={(span.last - span.first + 1) * slot}
            height={height}
          />
        )}
        {days.map((day, at) => {
          let top = height;
          const marks = parts.map((part) => {
            const tall = (day[part] / most) * (height - 4);
            top -= tall;
            return (
              tall > 0 && (
                <rect
                  key={`${at}${part}`}
                  data-part={part}
                  x={at * slot + (slot - bar) / 2}
                  y={top}
                  width={bar}
                  height={Math.max(1, tall - 1)}
                  rx="1"
                />
              )
            );
          });
          return (
            <g key={day.day.toISOString()} data-filters={total(day) > 0}>
              <title>{t('log.dayAlt', { ...day, day: dayOf(day.day) })}</title>
              <rect x={at * slot} y="0" width={slot} height={height} className={styles.ground} />
              {marks}
            </g>
          );
        })}
      </svg>
      <figcaption className={styles.axis}>
        {days
          .filter((_, at) => days.length < 8 || marked.has(at))
          .map(({ day }) => (
            <span key={day.toISOString()}>{dayOf(day)}</span>
          ))}
      </figcaption>
    </figure>
  );
}

function VolumeTable({ days, onDays }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('log.volume')}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('log.day')}</th>
            {parts.map((part) => (
              <th key={part} scope="col">
                {t(`log.part.${part}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days
            .filter((day) => total(day) > 0)
            .map((day) => (
              <tr key={day.day.toISOString()}>
                <td data-label={t('log.day')}>
                  <button type="button" className={styles.link} onClick={() => onDays(day.day, day.day)}>
                    {dayOf(day.day)}
                  </button>
                </td>
                {parts.map((part) => (
                  <td key={part} data-label={t(`log.part.${part}`)}>
                    {day[part]}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
