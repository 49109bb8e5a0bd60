import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MediaItem } from '../api/types';
import { exactTime, shortId, shortTime, size } from '../i18n/formats';
import { Badge, MediaStateBadge } from '../parts/badge';
import { MoreRows } from '../parts/more-rows';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import { useNames } from '../shell/use-names';
import { ticketText } from '../shell/working-under';
import { TypeIcon } from './type-icon';

interface Props {
  items: readonly MediaItem[];
  more: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export function MediaTable({ items, more, loadingMore, onMore }: Props) {
  const { t } = useTranslation();
  const rows = useRowKeys();
  return (
    <>
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {['item', 'class', 'state', 'received', 'ticket', 'subject', 'size'].map((column) => (
                <th key={column} scope="col">
                  {t(`library.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={rows}>
            {items.map((item) => (
              <Row key={item.id} item={item} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows more={more} loading={loadingMore} onMore={onMore} />
    </>
  );
}

function Row({ item }: { item: MediaItem }) {
  const { t } = useTranslation();
  const { classOf } = useNames();
  return (
    <tr>
      <td data-label={t('library.column.item')}>
        <Link
          to="/item/$id"
          params={{ id: item.id }}
          data-row
          aria-label={t('library.open', { what: classOf(item.class), id: shortId('m', item.id) })}
        >
          <code>{shortId('m', item.id)}</code>
        </Link>
      </td>
      <td data-label={t('library.column.class')}>
        <TypeIcon type={item.contentType} /> {classOf(item.class)} {item.kyc && <Badge tone="accent">KYC</Badge>}
      </td>
      <td data-label={t('library.column.state')}>
        <MediaStateBadge state={item.state} />
      </td>
      <td data-label={t('library.column.received')} title={exactTime(item.receivedAt)}>
        {shortTime(item.receivedAt)}
      </td>
      <td data-label={t('library.column.ticket')}>
        {item.ticket && (
          <Link to="/library" search={{ ticket: ticketText(item.ticket) }} title={ticketText(item.ticket)}>
            <code>{item.ticket.id}</code>
          </Link>
        )}
      </td>
      <td data-label={t('library.column.subject')}>
        <Link to="/library" search={{ subject: item.subject }} title={item.subject}>
          <code>{shortId('s', item.subject)}</code>
        </Link>
      </td>
      <td className={table.dim} data-label={t('library.column.size')}>
        {size(item.length)}
      </td>
    </tr>
  );
}
