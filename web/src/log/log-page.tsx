import { Button } from '@mantine/core';
import { IconDownload, IconFileZip, IconFlag, IconListDetails } from '@tabler/icons-react';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pathWith } from '../api/calls';
import { withTimes } from '../api/days';
import type { LogEntry, VolumeBucket } from '../api/types';
import { count, shortId } from '../i18n/formats';
import { OrderEvidence } from '../jobs/order-evidence';
import { Card } from '../parts/card';
import { FilterBar } from '../parts/filter-bar';
import { PageHead } from '../parts/page-head';
import { Failed, FilteredEmpty, Loading, Notice } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { useKeys } from '../shell/keys';
import { SignReview } from '../verification/sign-review';
import { openingsOf, volume } from './charts';
import { asCsv } from './csv';
import { EntryPanel } from './entry-panel';
import { EntryTable } from './entry-table';
import { HeatMap } from './heat-map';
import styles from './log-page.module.css';
import { SavedSearches } from './saved-searches';
import { asked, cellInWords, cellOf, dayOfUrl, daysShown, typed, usualDays, type LogSearch } from './search';
import { SearchEntry } from './search-entry';
import { useFields } from './fields';
import { useCounts, useEntries } from './use-entries';
import { VerificationCard } from './verification-card';
import { VolumeChart } from './volume-chart';

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** Who did what, to what, when, under which ticket and why; each entry has an address of its own. */
export function LogPage() {
  const { t } = useTranslation();
  const { entry: selected, around, ...filters } = useSearch({ from: '/shell/log' });
  const navigate = useNavigate({ from: '/log' });
  const can = useMay();
  const [ordering, order] = useDisclosure(false);
  const [signing, sign] = useDisclosure(false);
  useKeys({ e: () => can('orderEvidence') && order.open(), m: () => can('orderEvidence') && sign.open() });
  const found = useEntries(filters, around);
  const { entries, complete } = found;
  const counts = useCounts(filters);
  const fields = useFields();
  const set = (members: LogSearch) =>
    void navigate({ search: (before) => ({ ...before, entry: undefined, around: undefined, ...members }) });
  const change = (name: string, value: string | undefined) =>
    set({ [name]: name === 'from' && value === undefined ? 'all' : value });
  const select = (n: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, entry: n }), replace: selected !== undefined });
  const path = pathWith('/v1/audit/entries', { ...withTimes(asked(filters, new Date())), limit: 200 });
  const calls = [
    { method: 'GET', path },
    ...(selected === undefined ? [] : [{ method: 'GET', path: `/v1/audit/entries/${selected}` }]),
  ];
  return (
    <>
      <PageHead
        title={titleOf(counts, filters, around, t)}
        calls={calls}
        actions={
          <>
            <SavedSearches filters={filters} onFollow={(q) => void navigate({ search: { q } })} />
            <CsvButton entries={entries} />
            {can('orderEvidence') && (
              <>
                <Button variant="default" leftSection={<IconFlag size={16} stroke={1.8} />} onClick={sign.open}>
                  {t('log.markReviewed')}
                </Button>
                <Button leftSection={<IconFileZip size={16} stroke={1.8} />} onClick={order.open}>
                  {t('order.button')}
                </Button>
              </>
            )}
          </>
        }
      />
      <FilterBar
        fields={fields}
        values={{ ...filters, from: asked(filters, new Date()).from }}
        onChange={change}
        entry={<SearchEntry onTyped={(text) => set(typed(text, filters))} />}
        aside={around === undefined && <Extent entries={entries} filters={filters} complete={complete} />}
      />
      {counts.days && (
        <VolumeChart
          days={volume(counts.days, counts.from, counts.to)}
          onDays={(first, last) => set({ from: dayOfUrl(first), to: dayOfUrl(last) })}
        />
      )}
      <div className={styles.columns}>
        <Card flush label={t('log.name')}>
          <Listing
            found={found}
            around={around}
            selected={selected}
            onSelect={select}
            filters={filters}
            onClear={() => void navigate({ search: { from: 'all' } })}
          />
        </Card>
        <div className={styles.side} data-entry={selected !== undefined}>
          {selected !== undefined && (
            <EntryPanel
              key={selected}
              n={selected}
              listed={entries.find(({ n }) => n === selected)}
              onClose={() => select(undefined)}
            />
          )}
          {counts.hours && (
            <HeatMap
              hours={counts.hours}
              selected={cellOf(filters.cell)}
              onSelect={(cell) => set({ cell: cell === null ? undefined : `${cell.weekday}-${cell.hour}` })}
            />
          )}
          {can('verifyLog') && <VerificationCard />}
        </div>
      </div>
      {signing && <SignReview period={daysShown(filters, new Date())} onClose={sign.close} />}
      {ordering && <OrderShown filters={filters} onClose={order.close} />}
    </>
  );
}

/** Evidence of what is shown, as far as filters say it that an auditor can ask again. */
function OrderShown({ filters: { q, cell, ...plain }, onClose }: { filters: LogSearch; onClose: () => void }) {
  const { t } = useTranslation();
  const hour = cellInWords(cell ?? '', t);
  const leftOut = [...(q === undefined ? [] : [q]), ...(cell === undefined ? [] : [hour])];
  return <OrderEvidence filters={asked(plain, new Date())} leftOut={leftOut} onClose={onClose} />;
}

interface Listed {
  found: ReturnType<typeof useEntries>;
  around: number | undefined;
  selected: number | undefined;
  onSelect: (n: number) => void;
  filters: LogSearch;
  onClear: () => void;
}

/** The rows of the log, or why there are none. */
function Listing({ found: { list, answer, entries }, around, selected, onSelect, filters, onClear }: Listed) {
  const { t } = useTranslation();
  if (answer.isError) return <Failed error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isPending) return <Loading rows={12} />;
  if (entries.length > 0)
    return (
      <EntryTable
        entries={entries}
        selected={selected}
        onSelect={onSelect}
        more={around === undefined && list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    );
  const narrowed = Object.keys(filters).some((name) => name !== 'from' || filters.from !== 'all');
  if (narrowed)
    return (
      <FilteredEmpty
        title={t(filters.from === undefined ? 'log.filteredEmptyDays' : 'log.filteredEmpty', { days: usualDays })}
        onClear={onClear}
      />
    );
  return (
    <Notice icon={IconListDetails} title={t('log.emptyTitle')}>
      <p>{t('log.empty')}</p>
    </Notice>
  );
}

interface Counts {
  days: readonly VolumeBucket[] | undefined;
  hours: readonly VolumeBucket[] | undefined;
}

/** The answer: about whom or what, how many openings, and whether one of them is unusual. */
function titleOf({ days, hours }: Counts, filters: LogSearch, around: number | undefined, t: Translate): string {
  if (around !== undefined) return t('log.aroundTitle', { n: count(around) });
  if (!days || !hours) return t('log.name');
  const { all, odd } = openingsOf(hours);
  const refusals = days.reduce((sum, { refusal }) => sum + refusal, 0);
  const about =
    filters.media !== undefined
      ? t('log.aboutItem', { id: shortId('m', filters.media) })
      : filters.subject !== undefined
        ? t('log.aboutSubject', { id: shortId('s', filters.subject) })
        : filters.ticket !== undefined
          ? t('log.aboutTicket', { id: filters.ticket.split('/').at(-1) })
          : '';
  const number = t('log.openings', { count: all, n: count(all) });
  return [
    `${about}${number}`,
    refusals > 0 ? t('log.refusals', { count: refusals }) : '',
    odd > 0 ? t('log.odd', { count: odd }) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** What stretch of the log is shown, and whether it is the whole of the question. */
function Extent({
  entries,
  filters,
  complete,
}: {
  entries: readonly LogEntry[];
  filters: LogSearch;
  complete: boolean;
}) {
  const { t } = useTranslation();
  if (entries.length === 0) return null;
  const numbers = entries.map(({ n }) => n);
  const range = { first: count(Math.min(...numbers)), last: count(Math.max(...numbers)) };
  const time =
    filters.from === undefined
      ? t('log.lastDays', { days: usualDays })
      : filters.from === 'all'
        ? t('log.allTime')
        : '';
  return (
    <>
      {time}
      {time !== '' && ', '}
      {t(complete ? 'log.complete' : 'log.partly', range)}
    </>
  );
}

function CsvButton({ entries }: { entries: readonly LogEntry[] }) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([asCsv(entries)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'access-log.csv';
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.8} />}
      disabled={entries.length === 0}
      onClick={save}
    >
      CSV
    </Button>
  );
}
