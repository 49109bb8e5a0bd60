import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exactTime, shortId, shortTime } from '../i18n/formats';
import { Failed, Loading } from '../parts/page-states';
import { MoreRows } from '../parts/more-rows';
import table from '../parts/table.module.css';
import { useNames } from '../shell/use-names';
import { breachQuestions } from './breach-api';
import styles from './breaches.module.css';

const columns = ['item', 'subject', 'class', 'jurisdiction', 'ways', 'readings', 'when'] as const;

/** The items that a search found, each with how it was reached and when. */
export function ReachedTable({ breach, reach }: { breach: string; reach: string }) {
  const { t } = useTranslation();
  const { classOf, jurisdictionOf } = useNames();
  const list = useInfiniteQuery(breachQuestions.reached(breach, reach));
  if (list.isError) return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Loading rows={4} />;
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`breaches.reached.${column}`) });
  return (
    <>
      <div className={`${table.wrap ?? ''} ${styles.wide ?? ''}`}>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`breaches.reached.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.data.pages
              .flatMap(({ items }) => items)
              .map((item) => (
                <tr key={item.media}>
                  <td {...cell('item')}>
                    <Link to="/log" search={{ media: item.media, from: 'all' }}>
                      <code title={item.media}>{shortId('m', item.media)}</code>
                    </Link>
                  </td>
                  <td {...cell('subject')}>
                    {item.subject !== null && <code title={item.subject}>{shortId('s', item.subject)}</code>}
                  </td>
                  <td {...cell('class')}>{item.class !== null && classOf(item.class)}</td>
                  <td {...cell('jurisdiction')}>
                    {item.jurisdiction === null ? t('breaches.reach.unknown') : jurisdictionOf(item.jurisdiction)}
                  </td>
                  <td {...cell('ways')} className={styles.wraps}>
                    {item.ways.map((way) => t(`breaches.way.${way}`)).join(', ')}
                  </td>
                  <td {...cell('readings')}>{item.readings > 0 && item.readings}</td>
                  <td {...cell('when')}>
                    <Span from={item.firstAt} to={item.lastAt} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      <MoreRows more={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}

/** From the first reading to the last; nothing where nobody is known to have read it. */
function Span({ from, to }: { from: string | null; to: string | null }) {
  if (from === null || to === null) return null;
  const times = [...new Set([shortTime(from), shortTime(to)])];
  return <span title={`${exactTime(from)} – ${exactTime(to)}`}>{times.join(' – ')}</span>;
}
