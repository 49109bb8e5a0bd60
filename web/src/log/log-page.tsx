import { Button } from '@mantine/core';
import { IconDownload, IconFileZip, IconListDetails } from '@tabler/icons-react';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pathWith } from '../api/calls';
import { withTimes } from '../api/days';
import type { LogFilters } from '../api/questions';
import type { LogEntry } from '../api/types';
import { count, shortId } from '../i18n/formats';
import { OrderEvidence } from '../jobs/order-evidence';
import { Card } from '../parts/card';
import { FilterBar, type FilterField } from '../parts/filter-bar';
import { PageHead } from '../parts/page-head';
import { Failed, FilteredEmpty, Loading, Notice } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { useKeys } from '../shell/keys';
import { useNames } from '../shell/use-names';
import { isOpening, offHours } from './charts';
import { asCsv } from './csv';
import { EntryPanel } from './entry-panel';
import { EntryTable } from './entry-table';
import { HeatMap } from './heat-map';
import styles from './log-page.module.css';
import { asked, useEntries, usualDays } from './use-entries';
import { VerificationCard } from './verification-card';
import { VolumeChart } from './volume-chart';

const operations = ['read', 'change', 'refusal', 'session', 'system'] as const;

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** Who did what, to what, when, under which ticket and why; each entry has an address of its own. */
export function LogPage() {
  const { t } = useTranslation();
  const { entry: selected, ...filters } = useSearch({ from: '/shell/log' });
  const navigate = useNavigate({ from: '/log' });
  const can = useMay();
  const [ordering, order] = useDisclosure(false);
  useKeys({ e: () => can('orderEvidence') && order.open() });
  const { list, entries, complete } = useEntries(filters);
  const fields = useFields();
  const change = (name: string, value: string | undefined) =>
    void navigate({
      search: (before) => ({
        ...before,
        entry: undefined,
        [name]: name === 'from' && value === undefined ? 'all' : value,
      }),
    });
  const select = (n: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, entry: n }), replace: selected !== undefined });
  const path = pathWith('/v1/audit/entries', { ...withTimes(asked(filters)), limit: 200 });
  const calls = [
    { method: 'GET', path },
    ...(selected === undefined ? [] : [{ method: 'GET', path: `/v1/audit/entries/${selected}` }]),
  ];
  const narrowed = Object.keys(filters).some((name) => name !== 'from' || filters.from !== 'all');
  return (
    <>
      <PageHead
        title={list.data ? titleOf(entries, filters, complete, t) : t('log.name')}
        calls={calls}
        actions={
          <>
            <CsvButton entries={entries} />
            {can('orderEvidence') && (
              <Button leftSection={<IconFileZip size={16} stroke={1.8} />} onClick={order.open}>
                {t('order.button')}
              </Button>
            )}
          </>
        }
      />
      <FilterBar
        fields={fields}
        values={{ ...asked(filters) }}
        onChange={change}
        aside={<Extent entries={entries} filters={filters} complete={complete} />}
      />
      {entries.length > 0 && <VolumeChart entries={entries} />}
      <div className={styles.columns}>
        <Card flush label={t('log.name')}>
          {list.isError ? (
            <Failed error={list.error} onRetry={() => void list.refetch()} />
          ) : list.isPending ? (
            <Loading rows={12} />
          ) : entries.length > 0 ? (
            <EntryTable
              entries={entries}
              selected={selected}
              onSelect={select}
              more={list.hasNextPage}
              loadingMore={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          ) : narrowed ? (
            <FilteredEmpty
              title={t(filters.from === undefined ? 'log.filteredEmptyDays' : 'log.filteredEmpty', { days: usualDays })}
              onClear={() => void navigate({ search: { from: 'all' } })}
            />
          ) : (
            <Notice icon={IconListDetails} title={t('log.emptyTitle')}>
              <p>{t('log.empty')}</p>
            </Notice>
          )}
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
          <HeatMap entries={entries} />
          {can('verifyLog') && <VerificationCard />}
        </div>
      </div>
      {ordering && <OrderEvidence filters={asked(filters)} onClose={order.close} />}
    </>
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const { meta } = useNames();
  return [
    { name: 'media' },
    { name: 'ticket', normalise: (typed) => (typed.includes('/') ? typed : `own/${typed}`) },
    { name: 'subject' },
    { name: 'actor' },
    { name: 'operation', choices: operations.map((code) => ({ code, name: t(`log.operation.${code}`) })) },
    { name: 'type' },
    { name: 'class', choices: meta?.documentClasses ?? [] },
    {
      name: 'decision',
      choices: (['allow', 'deny', 'error'] as const).map((code) => ({ code, name: t(`log.decision.${code}`) })),
    },
    { name: 'purpose', choices: meta?.purposes ?? [] },
    { name: 'from', kind: 'day' },
    { name: 'to', kind: 'day' },
  ];
}

/** The answer: about whom or what, how many openings, and whether one of them is unusual. */
function titleOf(entries: readonly LogEntry[], filters: LogFilters, complete: boolean, t: Translate): string {
  const openings = entries.filter(isOpening);
  const refusals = entries.filter(({ decision }) => decision === 'deny').length;
  const odd = openings.filter(({ at }) => offHours(new Date(at))).length;
  const about =
    filters.media !== undefined
      ? t('log.aboutItem', { id: shortId('m', filters.media) })
      : filters.subject !== undefined
        ? t('log.aboutSubject', { id: shortId('s', filters.subject) })
        : filters.ticket !== undefined
          ? t('log.aboutTicket', { id: filters.ticket.split('/').at(-1) })
          : '';
  const number = complete
    ? t('log.openings', { count: openings.length, n: count(openings.length) })
    : t('log.atLeast', { n: count(openings.length) });
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
  filters: LogFilters;
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
