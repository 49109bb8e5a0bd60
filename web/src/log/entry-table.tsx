import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LogEntry } from '../api/types';
import { count, exactTime, shortId, shortTime } from '../i18n/formats';
import { DecisionBadge } from '../parts/badge';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import { useNames } from '../shell/use-names';
import styles from './entry-table.module.css';

const columns = ['entry', 'when', 'who', 'what', 'ticket', 'purpose', 'decision'] as const;

interface Props {
  entries: readonly LogEntry[];
  selected: number | undefined;
  onSelect: (n: number) => void;
  more: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export function EntryTable({ entries, selected, onSelect, more, loadingMore, onMore }: Props) {
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
                  {t(`log.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={rows}>
            {entries.map((entry) => (
              <Row key={entry.n} entry={entry} selected={entry.n === selected} onSelect={() => onSelect(entry.n)} />
            ))}
          </tbody>
        </table>
      </div>
      {more && (
        <div className={table.foot}>
          <span>{t('log.shown', { n: count(entries.length) })}</span>
          <Button variant="default" size="compact-sm" loading={loadingMore} onClick={onMore}>
            {t('log.more')}
          </Button>
        </div>
      )}
    </>
  );
}

/** Who acted, as far as the reader may know: a name where the personal part is open, else the pseudonym. */
export function actorName(entry: LogEntry): string {
  if (entry.actor.kind === 'system') return 'system';
  return entry.actor.displayName ?? shortId('p', entry.actor.id);
}

function Row({ entry, selected, onSelect }: { entry: LogEntry; selected: boolean; onSelect: () => void }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <tr data-selected={selected} onClick={onSelect} className={styles.row}>
      <td data-label={t('log.column.entry')}>
        <button
          type="button"
          className={styles.number}
          data-row
          aria-pressed={selected}
          aria-label={t('log.show', { n: count(entry.n) })}
        >
          <code>{count(entry.n)}</code>
        </button>
      </td>
      <td data-label={t('log.column.when')} title={exactTime(entry.at)}>
        {shortTime(entry.at)}
      </td>
      <td data-label={t('log.column.who')}>
        <span>
          {actorName(entry)}{' '}
          {entry.actor.role !== null && entry.actor.role !== 'system' && (
            <span className={table.small}>{names.roleShort(entry.actor.role)}</span>
          )}
        </span>
      </td>
      <td data-label={t('log.column.what')} className={styles.what}>
        <span>
          {names.actOf(entry.type)}{' '}
          {typeof entry.object?.class === 'string' && (
            <span className={table.small}>{names.classOf(entry.object.class)}</span>
          )}
        </span>
      </td>
      <td data-label={t('log.column.ticket')}>{entry.ticket && <code>{entry.ticket.id}</code>}</td>
      <td data-label={t('log.column.purpose')} className={styles.purpose}>
        {entry.purpose !== null && names.purposeOf(entry.purpose)}
      </td>
      <td data-label={t('log.column.decision')}>
        <DecisionBadge decision={entry.decision} />
      </td>
    </tr>
  );
}
