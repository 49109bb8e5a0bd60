import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconUserQuestion } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pathWith } from '../api/calls';
import { Card } from '../parts/card';
import { FilterBar, type FilterField } from '../parts/filter-bar';
import { PageHead } from '../parts/page-head';
import { Failed, FilteredEmpty, Loading, Notice } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { bandOf, bands, deadlinesOf, isPaused, sumOf } from './days-left';
import { DeadlinesCard } from './deadlines-card';
import { RecordRequest } from './record-request';
import { requestQuery, requestQuestions, type SubjectRequest } from './request-api';
import { regimes, states, types } from './request-lists';
import { RequestTable } from './request-table';

/** What people asked for, what is late first. Whoever only records requests sees none. */
export function RequestsPage() {
  const { t } = useTranslation();
  const can = useMay();
  const [recording, { open, close }] = useDisclosure(false);
  const button = can('recordRequest') && (
    <Button leftSection={<IconPlus size={16} stroke={1.8} />} onClick={open}>
      {t('requests.record.button')}
    </Button>
  );
  return (
    <>
      {can('requests') ? (
        <Queue button={button} />
      ) : (
        <>
          <PageHead title={t('requests.recordOnly')} calls={[{ method: 'POST', path: '/v1/subject-requests' }]} />
          <Card label={t('requests.name')}>
            <Notice icon={IconUserQuestion} title={t('requests.recordOnlyTitle')} actions={button}>
              <p>{t('requests.recordOnlyText')}</p>
            </Notice>
          </Card>
        </>
      )}
      {recording && <RecordRequest onClose={close} />}
    </>
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const choices = (codes: readonly string[], group: string) =>
    codes.map((code) => ({ code, name: t(`requests.${group}.${code}`) }));
  return [
    { name: 'queue', choices: choices(['open', 'overdue', 'all'], 'queue') },
    { name: 'type', choices: choices(types, 'type') },
    { name: 'regime', choices: choices(regimes, 'regime') },
    { name: 'state', choices: choices(states, 'state') },
    { name: 'band', choices: choices(bands, 'band') },
    { name: 'subject' },
  ];
}

function Queue({ button }: { button: ReactNode }) {
  const { t } = useTranslation();
  const { band, ...filters } = useSearch({ from: '/shell/requests' });
  const navigate = useNavigate({ from: '/requests' });
  const fields = useFields();
  const list = useInfiniteQuery(requestQuestions.list(filters));
  const requests = list.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = band === undefined ? requests : requests.filter((request) => bandOf(request) === band);
  const change = (name: string, value: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, [name]: value }) });
  const filtered = Object.keys({ ...filters, ...(band === undefined ? {} : { band }) }).length > 0;
  return (
    <>
      <PageHead
        title={list.data ? titleOf(requests, list.hasNextPage, t) : t('requests.name')}
        calls={[
          { method: 'GET', path: pathWith('/v1/subject-requests', { ...requestQuery(filters), limit: 200 }) },
          {
            method: 'POST',
            path: '/v1/subject-requests',
            body: { type: 'erasure', regime: 'GDPR', jurisdiction: 'EU' },
          },
        ]}
        actions={button}
      />
      <FilterBar
        fields={fields}
        values={{ ...filters, band }}
        onChange={change}
        aside={filters.queue === undefined && filters.state === undefined ? t('requests.openOnly') : undefined}
      />
      {requests.length > 0 && (
        <DeadlinesCard requests={requests} chosen={band} onChoose={(value) => change('band', value)} />
      )}
      <Card flush label={t('requests.name')}>
        {list.isError ? (
          <Failed error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading rows={8} />
        ) : shown.length > 0 ? (
          <RequestTable
            requests={shown}
            more={list.hasNextPage}
            loadingMore={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        ) : filtered ? (
          <FilteredEmpty title={t('requests.filteredEmpty')} onClear={() => void navigate({ search: {} })} />
        ) : (
          <Notice icon={IconUserQuestion} title={t('requests.emptyTitle')} actions={button}>
            <p>{t('requests.empty')}</p>
          </Notice>
        )}
      </Card>
    </>
  );
}

/** The finding: what is late, what is near, and how many there are. */
function titleOf(requests: readonly SubjectRequest[], more: boolean, t: TFunction): string {
  const running = requests.filter((request) => request.answeredAt === null && !isPaused(request));
  const counted = deadlinesOf(running);
  const all = t(more ? 'requests.title.many' : 'requests.title.all', { count: requests.length });
  const late = sumOf(counted.overdue);
  if (late > 0) return t('requests.title.overdue', { count: late, all });
  const soon = sumOf(counted['0-3']);
  return soon > 0 ? t('requests.title.soon', { count: soon, all }) : all;
}
