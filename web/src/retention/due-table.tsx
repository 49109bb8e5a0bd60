import { IconFlame, IconLock, IconUserQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exactTime, longDay, shortId } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { MoreRows } from '../parts/more-rows';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import { useNames } from '../shell/use-names';
import { retentionQuestions, type DueItem } from './retention-api';
import { rulesById } from './rule-words';

const columns = ['item', 'class', 'due', 'rule', 'state', 'subject'] as const;

interface Props {
  items: readonly DueItem[];
  more: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export function DueTable({ items, more, loadingMore, onMore }: Props) {
  const { t } = useTranslation();
  const rows = useRowKeys();
  const { data: schedules } = useQuery(retentionQuestions.schedules());
  const ruleOf = rulesById(schedules?.rows ?? [], new Date().toISOString().slice(0, 10), t);
  return (
    <>
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`retention.due.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={rows}>
            {items.map((item) => (
              <Row key={item.media} {...{ item, ruleOf }} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows more={more} loading={loadingMore} onMore={onMore} />
    </>
  );
}

function Row({ item, ruleOf }: { item: DueItem; ruleOf: (id: string) => string }) {
  const { t } = useTranslation();
  const { classOf } = useNames();
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`retention.due.column.${column}`) });
  return (
    <tr>
      <td {...cell('item')}>
        <Link to="/item/$id" params={{ id: item.media }} data-row>
          <code>{shortId('m', item.media)}</code>
        </Link>
      </td>
      <td {...cell('class')}>{classOf(item.class)}</td>
      <td {...cell('due')} title={exactTime(item.mustDeleteAt)}>
        {longDay(item.mustDeleteAt)}
      </td>
      <td {...cell('rule')}>{item.rows.map(ruleOf).join('; ')}</td>
      <td {...cell('state')}>
        {item.held ? (
          <Badge tone="held" icon={IconLock}>
            {t('retention.due.held')}
          </Badge>
        ) : item.review ? (
          <Badge tone="attention" icon={IconUserQuestion}>
            {t('retention.due.review')}
          </Badge>
        ) : (
          <Badge tone="danger" icon={IconFlame}>
            {t('retention.due.goes')}
          </Badge>
        )}
      </td>
      <td {...cell('subject')} className={table.dim}>
        <code title={item.subject}>{shortId('s', item.subject)}</code>
      </td>
    </tr>
  );
}
