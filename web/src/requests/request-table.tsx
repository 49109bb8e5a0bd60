import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exactTime, shortId, shortTime } from '../i18n/formats';
import { MoreRows } from '../parts/more-rows';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import { DaysLeft, RequestState } from './request-badges';
import type { SubjectRequest } from './request-api';

const columns = ['request', 'type', 'regime', 'due', 'state', 'received', 'channel', 'subject'] as const;

interface Props {
  requests: readonly SubjectRequest[];
  more: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export function RequestTable({ requests, more, loadingMore, onMore }: Props) {
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
                  {t(`requests.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={rows}>
            {requests.map((request) => (
              <Row key={request.id} request={request} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows more={more} loading={loadingMore} onMore={onMore} />
    </>
  );
}

function Row({ request }: { request: SubjectRequest }) {
  const { t } = useTranslation();
  const { id, type, regime, state, receivedAt, channel, subject } = request;
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`requests.column.${column}`) });
  const name = shortId('r', id);
  return (
    <tr>
      <td {...cell('request')}>
        <Link
          to="/requests/$id"
          params={{ id }}
          data-row
          aria-label={t('library.open', { what: t(`requests.type.${type}`), id: name })}
        >
          <code>{name}</code>
        </Link>
      </td>
      <td {...cell('type')} className={table.strong}>
        {t(`requests.type.${type}`)}
      </td>
      <td {...cell('regime')}>{t(`requests.regime.${regime}`)}</td>
      <td {...cell('due')}>
        <DaysLeft request={request} />
      </td>
      <td {...cell('state')}>
        <RequestState state={state} />
      </td>
      <td {...cell('received')} title={exactTime(receivedAt)}>
        {shortTime(receivedAt)}
      </td>
      <td {...cell('channel')}>{t(`requests.channel.${channel}`)}</td>
      <td {...cell('subject')} className={table.dim}>
        {subject === null ? t('requests.nobody') : <code title={subject}>{shortId('s', subject)}</code>}
      </td>
    </tr>
  );
}
