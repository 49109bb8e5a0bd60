import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconShieldX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pathWith, type ApiCall } from '../api/calls';
import { Card } from '../parts/card';
import { FilterBar, type FilterField } from '../parts/filter-bar';
import { PageHead } from '../parts/page-head';
import { Failed, FilteredEmpty, Loading, Notice } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { breachQuestions, type Breach } from './breach-api';
import { BreachTable } from './breach-table';
import { countUrgent } from './clock-left';
import { RecordBreach } from './record-breach';
import { useNow } from './use-now';

const recordCall: ApiCall = {
  method: 'POST',
  path: '/v1/breaches',
  body: { capacity: 'controller', kinds: ['confidentiality'], jurisdictions: ['DE'], summary: '…' },
};

/** The register of breaches, what is due first comes first. Whoever only records one sees none. */
export function BreachesPage() {
  const { t } = useTranslation();
  const can = useMay();
  const [recording, { open, close }] = useDisclosure(false);
  const button = (
    <Button leftSection={<IconPlus size={16} stroke={1.8} />} onClick={open}>
      {t('breaches.record.button')}
    </Button>
  );
  return (
    <>
      {can('breaches') ? (
        <Register button={button} />
      ) : (
        <>
          <PageHead title={t('breaches.recordOnly')} calls={[recordCall]} />
          <Card label={t('breaches.name')}>
            <Notice icon={IconShieldX} title={t('breaches.recordOnlyTitle')} actions={button}>
              <p>{t('breaches.recordOnlyText')}</p>
            </Notice>
          </Card>
        </>
      )}
      {recording && <RecordBreach onClose={close} />}
    </>
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const field = (name: string, group: string, codes: readonly string[]): FilterField => ({
    name,
    choices: codes.map((code) => ({ code, name: t(`breaches.${group}.${code}`) })),
  });
  return [
    field('queue', 'queue', ['overdue']),
    field('state', 'state', ['recorded', 'assessed', 'closed']),
    field('risk', 'risk', ['none', 'risk', 'high']),
  ];
}

function Register({ button }: { button: ReactNode }) {
  const { t } = useTranslation();
  const filters = useSearch({ from: '/shell/breaches' });
  const navigate = useNavigate({ from: '/breaches' });
  const fields = useFields();
  const now = useNow();
  const list = useInfiniteQuery(breachQuestions.list(filters));
  const breaches = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title={list.data ? titleOf(breaches, now, t) : t('breaches.name')}
        calls={[{ method: 'GET', path: pathWith('/v1/breaches', { ...filters, limit: 100 }) }, recordCall]}
        actions={button}
      />
      <FilterBar
        fields={fields}
        values={{ ...filters }}
        onChange={(name, value) => void navigate({ search: (before) => ({ ...before, [name]: value }) })}
        aside={t('breaches.order')}
      />
      <Card flush label={t('breaches.name')}>
        {list.isError ? (
          <Failed error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading rows={6} />
        ) : breaches.length > 0 ? (
          <BreachTable
            breaches={breaches}
            now={now}
            more={list.hasNextPage}
            loadingMore={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        ) : Object.keys(filters).length > 0 ? (
          <FilteredEmpty title={t('breaches.filteredEmpty')} onClear={() => void navigate({ search: {} })} />
        ) : (
          <Notice icon={IconShieldX} title={t('breaches.emptyTitle')} actions={button}>
            <p>{t('breaches.empty')}</p>
          </Notice>
        )}
      </Card>
    </>
  );
}

/** The finding: what is late, what is due at once or within a day, and how many there are. */
function titleOf(breaches: readonly Breach[], now: number, t: TFunction): string {
  const all = t('breaches.title.all', { count: breaches.length });
  const late = countUrgent(breaches, 'late', now);
  if (late > 0) return t('breaches.title.late', { count: late, all });
  const pressing = breaches.filter((breach) =>
    (['at_once', 'soon'] as const).some((urgency) => countUrgent([breach], urgency, now) > 0),
  ).length;
  return pressing > 0 ? t('breaches.title.soon', { count: pressing, all }) : all;
}
