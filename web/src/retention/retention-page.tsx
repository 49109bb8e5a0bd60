import { IconAlertTriangle, IconCalendar, IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pathWith } from '../api/calls';
import { longTime, monthOf } from '../i18n/formats';
import { OrderAnswer } from '../jobs/order-answer';
import charts from '../log/charts.module.css';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Facts } from '../parts/facts';
import { PageHead } from '../parts/page-head';
import { Answered, Failed, Loading, Notice } from '../parts/page-states';
import table from '../parts/table.module.css';
import { useNames } from '../shell/use-names';
import { CalendarCard } from './calendar-card';
import { DueTable } from './due-table';
import { calendarOf, type Month } from './months';
import { retentionQuestions, type Forecast, type Rehearsal } from './retention-api';
import styles from './retention.module.css';

/** What must go and when, what keeps it, and what the next runs will do. */
export function RetentionPage() {
  const { t } = useTranslation();
  const { month } = useSearch({ from: '/shell/retention' });
  const navigate = useNavigate({ from: '/retention' });
  const forecast = useQuery(retentionQuestions.forecast());
  const rehearsal = useQuery(retentionQuestions.rehearsal());
  const months = forecast.data ? calendarOf(forecast.data.months, new Date()) : [];
  const choose = (chosen: string | undefined) => void navigate({ search: { month: chosen } });
  return (
    <>
      <PageHead
        title={forecast.data ? titleOf(months, t) : t('retention.name')}
        calls={[
          { method: 'GET', path: '/v1/retention/forecast' },
          { method: 'GET', path: '/v1/dispositions/rehearsal?days=30' },
          { method: 'GET', path: pathWith('/v1/dispositions', { month, limit: 100 }) },
          { method: 'GET', path: '/v1/retention/schedules' },
          { method: 'POST', path: '/v1/answers', body: { question: 'overdue' } },
        ]}
        actions={<OrderAnswer first="overdue" />}
      />
      <Answered of={forecast} rows={4}>
        {({ waiting, unsettled }) => (
          <CalendarCard {...{ months, waiting, unsettled }} chosen={month} onChoose={choose} />
        )}
      </Answered>
      <div className={styles.columns}>
        <Card flush title={t('retention.rehearsal.name')}>
          <Answered of={rehearsal} rows={3}>
            {(data) => <RehearsalTable of={data} />}
          </Answered>
        </Card>
        <Answered of={forecast} rows={3}>
          {(data) => <RunCard forecast={data} />}
        </Answered>
      </div>
      <DueCard month={month} onAll={() => choose(undefined)} />
    </>
  );
}

function titleOf(months: readonly Month[], t: (key: string, values?: Record<string, unknown>) => string): string {
  const sum = (name: 'items' | 'held') => months.reduce((all, month) => all + month[name], 0);
  const all = t('retention.title.due', { count: sum('items') });
  return sum('held') > 0 ? t('retention.title.held', { all, count: sum('held') }) : all;
}

function RunCard({ forecast: { lastRun, runIsLate } }: { forecast: Forecast }) {
  const { t } = useTranslation();
  return (
    <Card
      title={t('retention.run.name')}
      aside={
        <Badge tone={runIsLate ? 'danger' : 'verified'} icon={runIsLate ? IconAlertTriangle : IconCircleCheck}>
          {t(runIsLate ? 'retention.run.late' : 'retention.run.fine')}
        </Badge>
      }
    >
      {lastRun === null ? (
        <p className={styles.second}>{t('retention.run.never')}</p>
      ) : (
        <Facts
          rows={[
            [t('retention.run.finished'), longTime(lastRun.finishedAt)],
            [t('retention.run.looked'), String(lastRun.items)],
            [t('retention.run.due'), String(lastRun.due)],
            [t('retention.run.review'), String(lastRun.review)],
            [t('retention.run.held'), String(lastRun.held)],
          ]}
        />
      )}
    </Card>
  );
}

const rehearsed = ['destroy', 'review', 'held'] as const;

function RehearsalTable({ of: { classes } }: { of: Rehearsal }) {
  const { t } = useTranslation();
  const { classOf } = useNames();
  if (classes.length === 0) return <p className={styles.none}>{t('retention.rehearsal.none')}</p>;
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('retention.rehearsal.class')}</th>
            {rehearsed.map((column) => (
              <th key={column} scope="col">
                {t(`retention.rehearsal.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map((row) => (
            <tr key={row.class}>
              <td data-label={t('retention.rehearsal.class')} className={table.strong}>
                {classOf(row.class)}
              </td>
              {rehearsed.map((column) => (
                <td key={column} data-label={t(`retention.rehearsal.${column}`)}>
                  {row[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The items of the chosen month, else of the next 30 days. */
function DueCard({ month, onAll }: { month: string | undefined; onAll: () => void }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(retentionQuestions.due(month));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      flush
      title={month === undefined ? t('retention.due.title') : t('retention.calendar.chosen', { month: monthOf(month) })}
      aside={
        month !== undefined && (
          <button type="button" className={charts.link} onClick={onAll}>
            {t('retention.due.all')}
          </button>
        )
      }
    >
      {list.isError ? (
        <Failed error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading rows={5} />
      ) : items.length === 0 ? (
        <Notice icon={IconCalendar} title={t('retention.due.empty')}>
          <p>{t('retention.due.emptyText')}</p>
        </Notice>
      ) : (
        <DueTable
          items={items}
          more={list.hasNextPage}
          loadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      )}
    </Card>
  );
}
