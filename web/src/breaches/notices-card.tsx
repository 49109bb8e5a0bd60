import { Button } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import { exactTime, longTime, shortTime } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import table from '../parts/table.module.css';
import { ChooseReason } from '../requests/choose-reason';
import { useMay } from '../session/use-session';
import { breachActs, type BreachNotice, type WholeBreach } from './breach-api';
import { NoticeState } from './breach-badges';
import styles from './breaches.module.css';
import { GiveNotice } from './give-notice';
import { NoticeText } from './notice-text';

const columns = ['notice', 'law', 'due', 'state', 'act'] as const;
type Dialog = 'give' | 'waive' | 'text';

/** Every notice that a law asks for, with its clock: drafted, given, or left out by two people. */
export function NoticesCard({ breach, now }: { breach: WholeBreach; now: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<{ notice: BreachNotice; dialog: Dialog } | null>(null);
  const asked = useAskedWaivers(breach.id);
  const close = () => setOpen(null);
  return (
    <Card flush title={t('breaches.notice.title')}>
      {breach.notices.length === 0 ? (
        <p className={styles.padded}>{t('breaches.notice.none')}</p>
      ) : (
        <div className={table.wrap}>
          <table className={table.table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" className={column === 'act' ? table.right : undefined}>
                    {t(`breaches.notice.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {breach.notices.map((notice) => (
                <Row
                  key={notice.code}
                  {...{ breach, notice, now }}
                  asked={asked.get(notice.code)}
                  onOpen={(dialog) => setOpen({ notice, dialog })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open?.dialog === 'give' && <GiveNotice breach={breach} notice={open.notice} onClose={close} />}
      {open?.dialog === 'text' && <NoticeText breach={breach} notice={open.notice} onClose={close} />}
      {open?.dialog === 'waive' && (
        <ChooseReason
          title={t('breaches.waive.title', { name: t(`breaches.notice.name.${open.notice.code}`) })}
          text={t('breaches.waive.text')}
          reasons={open.notice.grounds.map((code) => ({ code, name: t(`breaches.ground.${code}`) }))}
          submit={t('breaches.waive.submit')}
          run={(ground) => breachActs.askWaiver(breach.id, open.notice.code, ground)}
          onClose={close}
        />
      )}
    </Card>
  );
}

/** Which waivers wait for somebody, by the notice's code. */
function useAskedWaivers(breach: string): ReadonlyMap<string, 'requested' | 'approved'> {
  const { data } = useQuery(questions.approvals());
  return new Map(
    (data?.items ?? []).flatMap(({ action, request, state }) =>
      action === 'breach.waive_notice' && request.breach === breach && (state === 'requested' || state === 'approved')
        ? [[String(request.notice), state] as const]
        : [],
    ),
  );
}

interface RowProps {
  breach: WholeBreach;
  notice: BreachNotice;
  now: number;
  asked: 'requested' | 'approved' | undefined;
  onOpen: (dialog: Dialog) => void;
}

function Row({ breach, notice, now, asked, onOpen }: RowProps) {
  const { t } = useTranslation();
  const can = useMay();
  const { code, startedAt, dueAt, state } = notice;
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`breaches.notice.column.${column}`) });
  const runs = can('runBreaches') && breach.state !== 'closed' && state === 'open';
  const act = (dialog: Dialog, filled = false) => (
    <Button size="compact-sm" variant={filled ? 'filled' : 'default'} onClick={() => onOpen(dialog)}>
      {t(`breaches.notice.act.${dialog}`)}
    </Button>
  );
  return (
    <tr>
      <td {...cell('notice')} className={`${table.strong ?? ''} ${styles.wraps ?? ''}`}>
        {t(`breaches.notice.name.${code}`)}
      </td>
      <td {...cell('law')} className={`${table.dim ?? ''} ${styles.wraps ?? ''}`}>
        {t(`breaches.notice.law.${code}`)}
      </td>
      <td {...cell('due')} title={t('breaches.notice.since', { at: exactTime(startedAt) })}>
        {dueAt === null ? t('breaches.noDay') : shortTime(dueAt)}
      </td>
      <td {...cell('state')}>
        <State {...{ notice, now, asked }} />
      </td>
      <td {...cell('act')}>
        <span className={table.actions}>
          {state === 'given' && act('text')}
          {runs && notice.grounds.length > 0 && asked === undefined && act('waive')}
          {runs && act('give', true)}
        </span>
      </td>
    </tr>
  );
}

/** How far it is, with what proves it. */
function State({ notice, now, asked }: Pick<RowProps, 'notice' | 'now' | 'asked'>) {
  const { t } = useTranslation();
  const { state, givenAt, reference, waived } = notice;
  return (
    <div className={styles.state}>
      <NoticeState notice={notice} now={now} />
      {givenAt !== null && <small>{longTime(givenAt)}</small>}
      {reference !== null && <small>{reference}</small>}
      {waived !== null && (
        <small>
          {t(`breaches.ground.${waived.ground}`)} · {waived.provision}
        </small>
      )}
      {asked !== undefined && state === 'open' && <Asked state={asked} />}
    </div>
  );
}

function Asked({ state }: { state: 'requested' | 'approved' }) {
  const { t } = useTranslation();
  return (
    <Link to="/approvals">
      <Badge tone="attention" icon={IconHourglass}>
        {t(`breaches.waive.${state}`)}
      </Badge>
    </Link>
  );
}
