import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHourglass, IconLock, IconLockOpen, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import { count, exactTime, longDay } from '../i18n/formats';
import { OrderAnswer } from '../jobs/order-answer';
import { announce } from '../parts/announce';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { MoreRows } from '../parts/more-rows';
import { PageHead } from '../parts/page-head';
import { Failed, Loading, Notice } from '../parts/page-states';
import table from '../parts/table.module.css';
import { FormAlert } from '../session/form-alert';
import { useMay } from '../session/use-session';
import { useNames } from '../shell/use-names';
import { AskRelease } from './ask-release';
import { PlaceHold } from './place-hold';
import { retentionActs, retentionQuestions, type Hold } from './retention-api';

const columns = ['matter', 'reason', 'items', 'scope', 'placed', 'confirmBy', 'state'] as const;

/** Every legal hold: what it covers, and by when somebody has to say that it is still needed. */
export function HoldsPage() {
  const { t } = useTranslation();
  const can = useMay();
  const list = useInfiniteQuery(retentionQuestions.holds());
  const holds = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = holds.filter(({ releasedAt }) => releasedAt === null);
  const items = count(open.reduce((all, hold) => all + hold.items, 0));
  const [placing, place] = useDisclosure(false);
  const button = can('placeHold') && (
    <Button leftSection={<IconPlus size={16} stroke={1.8} />} onClick={place.open}>
      {t('holds.place')}
    </Button>
  );
  return (
    <>
      <PageHead
        title={list.data ? t('holds.title.open', { count: open.length, items }) : t('holds.name')}
        calls={[
          { method: 'GET', path: '/v1/holds' },
          { method: 'POST', path: '/v1/holds/coverage', body: { scope: { classes: ['passport'] } } },
          { method: 'POST', path: '/v1/holds', body: { matter: '…', reason: 'litigation', scope: { classes: ['…'] } } },
          { method: 'POST', path: '/v1/holds/{id}/release' },
        ]}
        actions={
          <>
            <OrderAnswer first="holds" />
            {button}
          </>
        }
      />
      <Card flush label={t('holds.name')}>
        {list.isError ? (
          <Failed error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <Loading />
        ) : holds.length === 0 ? (
          <Notice icon={IconLock} title={t('holds.emptyTitle')} actions={button}>
            <p>{t('holds.empty')}</p>
          </Notice>
        ) : (
          <HoldTable holds={holds} />
        )}
        <MoreRows more={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      </Card>
      {placing && <PlaceHold onClose={place.close} />}
    </>
  );
}

function HoldTable({ holds }: { holds: readonly Hold[] }) {
  const { t } = useTranslation();
  const can = useMay();
  const client = useQueryClient();
  const [releasing, setReleasing] = useState<Hold | null>(null);
  const { data: approvals } = useQuery(questions.approvals());
  const asked = new Set(
    (approvals?.items ?? [])
      .filter(({ action, state }) => action === 'hold.release' && (state === 'requested' || state === 'approved'))
      .map(({ request }) => request.hold),
  );
  const confirm = useMutation({
    mutationFn: (id: string) => retentionActs.confirmHold(id),
    onSuccess: async () => {
      announce(t('holds.confirmed'));
      await client.invalidateQueries({ queryKey: ['holds'] });
    },
  });
  const acts = can('placeHold');
  return (
    <div className={table.wrap}>
      <FormAlert error={confirm.error} />
      <table className={table.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`holds.column.${column}`)}
              </th>
            ))}
            {acts && (
              <th scope="col" className={table.right}>
                {t('holds.column.act')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {holds.map((hold) => (
            <tr key={hold.id}>
              <Cells hold={hold} asked={asked.has(hold.id)} />
              {acts && (
                <td data-label={t('holds.column.act')}>
                  {hold.releasedAt === null && (
                    <span className={table.actions}>
                      <Button variant="default" size="compact-sm" onClick={() => confirm.mutate(hold.id)}>
                        {t('holds.confirm')}
                      </Button>
                      {!asked.has(hold.id) && (
                        <Button variant="default" size="compact-sm" onClick={() => setReleasing(hold)}>
                          {t('holds.release')}
                        </Button>
                      )}
                    </span>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {releasing && <AskRelease hold={releasing} onClose={() => setReleasing(null)} />}
    </div>
  );
}

function Cells({ hold, asked }: { hold: Hold; asked: boolean }) {
  const { t } = useTranslation();
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`holds.column.${column}`) });
  return (
    <>
      <td {...cell('matter')} className={table.strong}>
        {hold.matter}
      </td>
      <td {...cell('reason')}>{t(`holds.reason.${hold.reason}`)}</td>
      <td {...cell('items')}>{count(hold.items)}</td>
      <td {...cell('scope')}>
        <Scope hold={hold} />
      </td>
      <td {...cell('placed')} title={exactTime(hold.placedAt)}>
        {longDay(hold.placedAt)}
      </td>
      <td {...cell('confirmBy')}>{hold.confirmBy !== null && longDay(hold.confirmBy)}</td>
      <td {...cell('state')}>
        <State hold={hold} asked={asked} />
      </td>
    </>
  );
}

function Scope({ hold: { scope } }: { hold: Hold }) {
  const { t } = useTranslation();
  const { classOf } = useNames();
  const counted = (['subjects', 'tickets', 'media'] as const).flatMap((name) => {
    const some = scope[name]?.length ?? 0;
    return some === 0 ? [] : [t(`holds.scope.${name}`, { count: some })];
  });
  const days = [
    ...(scope.receivedFrom === undefined ? [] : [t('holds.scope.from', { day: longDay(scope.receivedFrom) })]),
    ...(scope.receivedTo === undefined ? [] : [t('holds.scope.to', { day: longDay(scope.receivedTo) })]),
  ];
  return <>{[...counted, ...(scope.classes ?? []).map(classOf), ...days].join(', ')}</>;
}

function State({ hold, asked }: { hold: Hold; asked: boolean }) {
  const { t } = useTranslation();
  if (hold.releasedAt !== null) return <Badge icon={IconLockOpen}>{t('holds.state.released')}</Badge>;
  if (asked)
    return (
      <Badge tone="attention" icon={IconHourglass}>
        {t('holds.state.asked')}
      </Badge>
    );
  const late = hold.confirmBy !== null && new Date(hold.confirmBy) < new Date();
  return (
    <Badge tone={late ? 'attention' : 'held'} icon={IconLock}>
      {t(`holds.state.${late ? 'confirm' : 'open'}`)}
    </Badge>
  );
}
