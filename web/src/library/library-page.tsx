import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPhotoOff, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pathWith } from '../api/calls';
import { withTimes } from '../api/days';
import { questions, type MediaFilters } from '../api/questions';
import type { MediaItem } from '../api/types';
import { count } from '../i18n/formats';
import { Card } from '../parts/card';
import { FilterBar, type FilterField } from '../parts/filter-bar';
import { PageHead } from '../parts/page-head';
import { Failed, FilteredEmpty, Loading, Notice } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { useNames } from '../shell/use-names';
import { MediaTable } from './media-table';
import { TakeIn } from './take-in';

const states = ['available', 'quarantined'] as const;

/** Every item that this person may know of, by ticket, subject, class, state and day. */
export function LibraryPage() {
  const { t } = useTranslation();
  const filters: MediaFilters = useSearch({ from: '/shell/library' });
  const navigate = useNavigate({ from: '/library' });
  const can = useMay();
  const { meta } = useNames();
  const [takingIn, { open, close }] = useDisclosure(false);
  const list = useInfiniteQuery(questions.media(filters));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const fields: FilterField[] = [
    { name: 'ticket', normalise: (typed) => (typed.includes('/') ? typed : `own/${typed}`) },
    { name: 'subject' },
    { name: 'class', choices: meta?.documentClasses ?? [] },
    { name: 'state', choices: states.map((code) => ({ code, name: t(`media.state.${code}`) })) },
    { name: 'from', kind: 'day' },
    { name: 'to', kind: 'day' },
  ];
  const change = (name: string, value: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, [name]: value }) });
  const filtered = Object.keys(filters).length > 0;
  const takeInButton = can('takeIn') && (
    <Button leftSection={<IconPlus size={16} stroke={1.8} />} onClick={open}>
      {t('takeIn.button')}
    </Button>
  );
  return (
    <>
      <PageHead
        title={list.data ? titleOf(items, filters, list.hasNextPage, t) : t('library.name')}
        calls={[{ method: 'GET', path: pathWith('/v1/media', { ...withTimes(filters), limit: 50 }) }]}
        actions={takeInButton}
      />
      <FilterBar
        fields={fields}
        values={{ ...filters }}
        onChange={change}
        aside={filters.from === undefined && filters.to === undefined ? t('library.allTime') : undefined}
      />
      <Card flush label={t('library.name')}>
        {list.isError ? (
          <Failed error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading rows={10} />
        ) : items.length > 0 ? (
          <MediaTable
            items={items}
            more={list.hasNextPage}
            loadingMore={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        ) : filtered ? (
          <FilteredEmpty title={t('library.filteredEmpty')} onClear={() => void navigate({ search: {} })} />
        ) : (
          <Notice icon={IconPhotoOff} title={t('library.emptyTitle')} actions={takeInButton}>
            <p>{t(can('takeIn') ? 'library.emptyTakeIn' : 'library.empty')}</p>
          </Notice>
        )}
      </Card>
      {takingIn && <TakeIn onClose={close} />}
    </>
  );
}

/** The finding: how many there are, and how many of them wait. */
function titleOf(
  items: readonly MediaItem[],
  filters: MediaFilters,
  more: boolean,
  t: (key: string, values?: Record<string, unknown>) => string,
): string {
  const waiting = items.filter(({ state }) => state === 'quarantined').length;
  const number = more
    ? t('library.latest', { n: count(items.length) })
    : t('library.items', { count: items.length, n: count(items.length) });
  const under =
    filters.ticket === undefined ? '' : ` ${t('library.under', { ticket: filters.ticket.split('/').at(-1) })}`;
  return `${number}${under}${waiting > 0 ? `, ${t('library.waiting', { count: waiting })}` : ''}`;
}
