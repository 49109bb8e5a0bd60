import { Progress } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconProgress } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { count, longTime } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import type { WholePlan } from './destruction-api';
import styles from './destruction.module.css';
import { steps, stepsDone, timeOf, type Step } from './stages';

/** What happens on execution, step by step; once it runs, how far it is. */
export function StepsCard({ plan }: { plan: WholePlan }) {
  const { t } = useTranslation();
  const done = stepsDone(plan);
  const { destroyed, left, state } = plan;
  const removing = state !== 'drafted' && state !== 'certified';
  return (
    <Card title={t(state === 'drafted' ? 'destruction.steps.name' : 'destruction.steps.running')}>
      {removing && (
        <div className={styles.progress}>
          <Progress value={(100 * (destroyed - left)) / destroyed} aria-label={t('jobs.column.progress')} />
          <p className={styles.second}>
            {t('destruction.steps.removed', { done: count(destroyed - left), all: count(destroyed) })}
          </p>
        </div>
      )}
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step} data-done={index < done}>
            <Mark {...{ plan, index, done }} />
            <span>
              {t(`destruction.steps.${step}`, { nodes: plan.nodes ?? '' })}
              <When step={step} plan={plan} done={index < done} />
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Mark({ plan: { state }, index, done }: { plan: WholePlan; index: number; done: number }) {
  const { t } = useTranslation();
  if (index < done)
    return <IconCircleCheck size={16} stroke={1.8} role="img" aria-label={t('destruction.steps.is.done')} />;
  const runs = index === done && state !== 'drafted' && state !== 'certified';
  const Shown = runs ? IconProgress : IconCircle;
  return (
    <Shown
      size={16}
      stroke={1.8}
      role="img"
      aria-label={t(runs ? 'destruction.steps.is.runs' : 'destruction.steps.is.todo')}
    />
  );
}

function When({ step, plan, done }: { step: Step; plan: WholePlan; done: boolean }) {
  const { t } = useTranslation();
  if (step === 'started' && plan.state === 'drafted')
    return (
      <>
        {' '}
        <Badge tone="danger">{t('destruction.steps.noWayBack')}</Badge>
      </>
    );
  const at = timeOf(step, plan);
  return done && at !== null ? <small>{longTime(at)}</small> : null;
}
