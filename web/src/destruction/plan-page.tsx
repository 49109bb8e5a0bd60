import { IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ApiCall } from '../api/calls';
import { questions } from '../api/questions';
import { count, shortId } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Copyable } from '../parts/copyable';
import { PageHead } from '../parts/page-head';
import { Answered } from '../parts/page-states';
import { CertificateCard } from './certificate-card';
import { destructionQuestions, type WholePlan } from './destruction-api';
import styles from './destruction.module.css';
import { PlanApproval } from './plan-approval';
import { StageBadge } from './plan-badge';
import { PlanBar } from './plan-bar';
import { PlanItems } from './plan-items';
import { StepsCard } from './steps-card';
import { approvalOf, stageOf, type Stage } from './stages';

/** One plan: what goes, what stays and why, who agreed to it, how far it is, and what proves it. */
export function DestructionPlanPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/destruction/$id' });
  const plan = useQuery(destructionQuestions.plan(id));
  return (
    <>
      {!plan.data && <PageHead title={t('destruction.one')} />}
      <Answered of={plan} rows={10}>
        {(data) => <Whole plan={data} />}
      </Answered>
    </>
  );
}

function callsOf(id: string): ApiCall[] {
  return [
    { method: 'GET', path: `/v1/destruction-plans/${id}` },
    { method: 'GET', path: `/v1/destruction-plans/${id}/items?limit=200` },
    { method: 'POST', path: '/v1/approvals/{id}/approval', body: { hash: '…' } },
    { method: 'POST', path: '/v1/approvals/{id}/execution' },
  ];
}

function Whole({ plan }: { plan: WholePlan }) {
  const { t } = useTranslation();
  const { data: approvals } = useQuery(questions.approvals());
  const approval = approvalOf(plan, approvals?.items ?? []);
  const stage = stageOf(plan, approval);
  return (
    <>
      <PageHead
        title={titleOf(plan, stage, t)}
        calls={callsOf(plan.id)}
        beside={
          <>
            <StageBadge stage={stage} />
            <Badge>{t(`destruction.ground.${plan.ground}`)}</Badge>
            {plan.subject !== null && (
              <Badge icon={IconUser}>
                {t(plan.whole ? 'destruction.wholePerson' : 'destruction.partPerson', {
                  person: shortId('s', plan.subject),
                })}
              </Badge>
            )}
            <Copyable value={plan.id} shown={shortId('d', plan.id)} label={t('destruction.column.plan')} />
          </>
        }
      />
      <PlanBar plan={plan} />
      <div className={styles.columns}>
        <PlanItems plan={plan} stage={stage} />
        <div className={styles.side}>
          <PlanApproval {...{ plan, approval, stage }} />
          <StepsCard plan={plan} />
          {plan.certificate !== null && <CertificateCard id={plan.certificate} />}
        </div>
      </div>
    </>
  );
}

/** The finding: how many of how many go, or went. */
function titleOf({ destroyed, kept }: WholePlan, stage: Stage, t: TFunction): string {
  return t(`destruction.page.${stage}`, { count: destroyed, all: count(destroyed + kept) });
}
