import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exactTime, shortId, shortTime } from '../i18n/formats';
import { MoreRows } from '../parts/more-rows';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import type { Breach } from './breach-api';
import { BreachState, NoticeLeft, RiskBadge } from './breach-badges';
import { nextNotice, openNotices } from './clock-left';

const columns = ['breach', 'kinds', 'next', 'left', 'open', 'risk', 'state', 'aware'] as const;

interface Props {
  breaches: readonly Breach[];
  now: number;
  more: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export function BreachTable({ breaches, now, more, loadingMore, onMore }: Props) {
  const { t } = useTranslation();
  const rows = useRowKeys();
  return (
    <>
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`breaches.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={rows}>
            {breaches.map((breach) => (
              <Row key={breach.id} breach={breach} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows more={more} loading={loadingMore} onMore={onMore} />
    </>
  );
}

function Row({ breach, now }: { breach: Breach; now: number }) {
  const { t } = useTranslation();
  const { id, kinds, risk, state, awareAt, notices } = breach;
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`breaches.column.${column}`) });
  const name = shortId('b', id);
  const next = nextNotice(breach, now);
  return (
    <tr>
      <td {...cell('breach')}>
        <Link
          to="/breaches/$id"
          params={{ id }}
          data-row
          aria-label={t('library.open', { what: t('breaches.one'), id: name })}
        >
          <code>{name}</code>
        </Link>
      </td>
      <td {...cell('kinds')} className={table.strong}>
        {kinds.map((kind) => t(`breaches.kind.${kind}`)).join(', ')}
      </td>
      <td {...cell('next')}>{next && t(`breaches.notice.name.${next.code}`)}</td>
      <td {...cell('left')}>{next && <NoticeLeft notice={next} now={now} />}</td>
      <td {...cell('open')}>{t('breaches.openOf', { open: openNotices(breach).length, all: notices.length })}</td>
      <td {...cell('risk')}>
        <RiskBadge risk={risk} />
      </td>
      <td {...cell('state')}>
        <BreachState state={state} />
      </td>
      <td {...cell('aware')} title={exactTime(awareAt)}>
        {shortTime(awareAt)}
      </td>
    </tr>
  );
}
