import { IconCertificate, IconFlameOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pathWith } from '../api/calls';
import { questions } from '../api/questions';
import type { Approval } from '../api/types';
import { count, exactTime, shortId, shortTime } from '../i18n/formats';
import { ButtonLink } from '../parts/button-link';
import { Card } from '../parts/card';
import { FilterBar, type FilterField } from '../parts/filter-bar';
import { MoreRows } from '../parts/more-rows';
import { PageHead } from '../parts/page-head';
import { Failed, FilteredEmpty, Loading, Notice } from '../parts/page-states';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import { destructionQuestions, type Plan } from './destruction-api';
import { StageBadge } from './plan-badge';
import { Reference } from './reference';
import { approvalOf, stageOf } from './stages';

const columns = ['plan', 'ground', 'reference', 'goes', 'stays', 'asked', 'stage', 'certificate'] as const;
const states = ['drafted', 'running', 'certified'] as const;

/** Every plan of destruction: what waits for somebody, what runs, and what proves that it was done. */
export function DestructionPage() {
  const { t } = useTranslation();
  const filters = useSearch({ from: '/shell/destruction' });
  const navigate = useNavigate({ from: '/destruction' });
  const list = useInfiniteQuery(destructionQuestions.plans(filters));
  const { data: approvals } = useQuery(questions.approvals());
  const plans = list.data?.pages.flatMap((page) => page.items) ?? [];
  const known = approvals?.items ?? [];
  const waiting = plans.filter((plan) => ['waits', 'approved'].includes(stageOf(plan, approvalOf(plan, known)))).length;
  const fields: FilterField[] = [
    { name: 'state', choices: states.map((code) => ({ code, name: t(`destruction.state.${code}`) })) },
    { name: 'subject' },
    { name: 'request' },
    { name: 'reference' },
  ];
  const change = (name: string, value: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, [name]: value }) });
  return (
    <>
      <PageHead
        title={list.data ? t('destruction.title', { count: waiting }) : t('destruction.name')}
        calls={[
          { method: 'GET', path: pathWith('/v1/destruction-plans', { ...filters, limit: 50 }) },
          {
            method: 'POST',
            path: '/v1/destruction-plans',
            body: { ground: 'disposition', reference: '…', media: ['…'] },
          },
        ]}
        actions={
          <ButtonLink
            variant="default"
            to="/certificates"
            leftSection={<IconCertificate size={16} stroke={1.8} aria-hidden />}
          >
            {t('rail.certificates')}
          </ButtonLink>
        }
      />
      <FilterBar fields={fields} values={filters} onChange={change} />
      <Card flush label={t('destruction.name')}>
        {list.isError ? (
          <Failed error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading rows={8} />
        ) : plans.length > 0 ? (
          <PlanTable plans={plans} approvals={known} />
        ) : Object.keys(filters).length > 0 ? (
          <FilteredEmpty title={t('destruction.filteredEmpty')} onClear={() => void navigate({ search: {} })} />
        ) : (
          <Notice icon={IconFlameOff} title={t('destruction.emptyTitle')}>
            <p>{t('destruction.empty')}</p>
          </Notice>
        )}
        <MoreRows more={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      </Card>
    </>
  );
}

function PlanTable({ plans, approvals }: { plans: readonly Plan[]; approvals: readonly Approval[] }) {
  const { t } = useTranslation();
  const rows = useRowKeys();
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`destruction.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={rows}>
          {plans.map((plan) => (
            <Row key={plan.id} plan={plan} approval={approvalOf(plan, approvals)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ plan, approval }: { plan: Plan; approval: Approval | undefined }) {
  const { t } = useTranslation();
  const { id, ground, reference, destroyed, kept, requestedAt, certificate } = plan;
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`destruction.column.${column}`) });
  return (
    <tr>
      <td {...cell('plan')}>
        <Link to="/destruction/$id" params={{ id }} data-row title={id}>
          <code>{shortId('d', id)}</code>
        </Link>
      </td>
      <td {...cell('ground')} className={table.strong}>
        {t(`destruction.ground.${ground}`)}
      </td>
      <td {...cell('reference')}>
        <Reference of={reference} />
      </td>
      <td {...cell('goes')}>{count(destroyed)}</td>
      <td {...cell('stays')}>{count(kept)}</td>
      <td {...cell('asked')} title={exactTime(requestedAt)}>
        {shortTime(requestedAt)}
      </td>
      <td {...cell('stage')}>
        <StageBadge stage={stageOf(plan, approval)} />
      </td>
      <td {...cell('certificate')}>
        {certificate !== null && (
          <Link to="/certificates/$id" params={{ id: certificate }}>
            <code>{shortId('c', certificate)}</code>
          </Link>
        )}
      </td>
    </tr>
  );
}
