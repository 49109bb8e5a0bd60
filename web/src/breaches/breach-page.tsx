import { Button } from '@mantine/core';
import { IconCircleCheck, IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiCall } from '../api/calls';
import { shortId } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Copyable } from '../parts/copyable';
import { PageHead } from '../parts/page-head';
import { Answered } from '../parts/page-states';
import form from '../requests/requests.module.css';
import { useMay } from '../session/use-session';
import { Assess } from './assess';
import { breachQuestions, type WholeBreach } from './breach-api';
import { BreachState, NoticeLeft, RiskBadge } from './breach-badges';
import { FactsCard, FileCard } from './breach-cards';
import { nextNotice, openNotices } from './clock-left';
import { CloseBreach } from './close-breach';
import { NoticesCard } from './notices-card';
import { ReachCard } from './reach-card';
import { useNow } from './use-now';

/** One breach: who still has to be told by when, what was reached, and what is known. */
export function BreachPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/breaches/$id' });
  const breach = useQuery(breachQuestions.one(id));
  return (
    <>
      {!breach.data && <PageHead title={t('breaches.one')} calls={callsOf(id)} />}
      <Answered of={breach} rows={10}>
        {(data) => <Whole key={data.id} breach={data} />}
      </Answered>
    </>
  );
}

function callsOf(id: string): ApiCall[] {
  const path = `/v1/breaches/${id}`;
  return [
    { method: 'GET', path },
    { method: 'POST', path: `${path}/assessments`, body: { risk: 'risk', unintelligible: false, assessment: '…' } },
    { method: 'POST', path: `${path}/notices/{code}/drafts`, body: { contact: '…' } },
    { method: 'POST', path: `${path}/notices/{code}/deliveries`, body: { text: '…' } },
    { method: 'POST', path: `${path}/notices/{code}/waivers`, body: { ground: 'no_risk' } },
    { method: 'POST', path: `${path}/reaches`, body: { from: '…', to: '…' } },
    { method: 'GET', path: `${path}/reaches` },
    { method: 'POST', path: `${path}/closing`, body: { lessons: '…' } },
  ];
}

function Whole({ breach }: { breach: WholeBreach }) {
  const { t } = useTranslation();
  const can = useMay();
  const now = useNow();
  const [open, setOpen] = useState<'assess' | 'close' | null>(null);
  const next = nextNotice(breach, now);
  const { id, state, risk, capacity } = breach;
  const settled = openNotices(breach).length === 0;
  const runs = can('runBreaches') && state !== 'closed';
  return (
    <>
      <PageHead
        title={titleOf(breach, t)}
        calls={callsOf(id)}
        beside={
          <>
            {next && <NoticeLeft notice={next} now={now} />}
            <BreachState state={state} />
            <RiskBadge risk={risk} />
            {capacity === 'processor' && <Badge>{t('breaches.capacity.processor')}</Badge>}
            <Copyable value={id} shown={shortId('b', id)} label={t('breaches.one')} />
          </>
        }
        actions={
          runs && (
            <>
              <Button
                variant={state === 'recorded' ? 'filled' : 'default'}
                leftSection={<IconScale size={16} stroke={1.8} />}
                onClick={() => setOpen('assess')}
              >
                {t(state === 'recorded' ? 'breaches.act.assess' : 'breaches.act.assessAgain')}
              </Button>
              {state === 'assessed' && settled && (
                <Button leftSection={<IconCircleCheck size={16} stroke={1.8} />} onClick={() => setOpen('close')}>
                  {t('breaches.act.close')}
                </Button>
              )}
            </>
          )
        }
      />
      <div className={form.columns}>
        <div className={form.side}>
          <NoticesCard breach={breach} now={now} />
          <ReachCard breach={breach} />
        </div>
        <div className={form.side}>
          <FactsCard breach={breach} />
          <FileCard breach={breach} />
        </div>
      </div>
      {open === 'assess' && <Assess breach={breach} onClose={() => setOpen(null)} />}
      {open === 'close' && <CloseBreach breach={breach} onClose={() => setOpen(null)} />}
    </>
  );
}

function titleOf(breach: WholeBreach, t: TFunction): string {
  if (breach.state === 'closed') return t('breaches.page.closed');
  const open = openNotices(breach).length;
  if (breach.notices.length === 0) return t('breaches.page.nobody');
  if (open === 0) return t('breaches.page.settled');
  return t('breaches.page.open', { count: open, all: breach.notices.length });
}
