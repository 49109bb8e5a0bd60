import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import type { Approval } from '../api/types';
import { longTime, shortHash, shortId } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { Lines, TypeToConfirm } from '../parts/type-to-confirm';
import { FormAlert } from '../session/form-alert';
import { useMay, useSession } from '../session/use-session';
import { useNames } from '../shell/use-names';
import type { WholePlan } from './destruction-api';
import styles from './destruction.module.css';
import { Reference, wordOf } from './reference';
import type { Stage } from './stages';

interface Props {
  plan: WholePlan;
  approval: Approval | undefined;
  stage: Stage;
}

/** Who asked, who agreed, who started; and what this person may do about it. Nobody approves their own. */
export function PlanApproval({ plan, approval, stage }: Props) {
  const { t } = useTranslation();
  const { requestedBy, requestedAt, startedBy, startedAt, itemsSha256, reference } = plan;
  const given = approval?.given ?? [];
  return (
    <Card title={t('destruction.approval.name')}>
      <Facts
        rows={[
          [t('destruction.column.reference'), <Reference key="reference" of={reference} />],
          [
            t('destruction.approval.asked'),
            <Who key="asked" id={requestedBy} role={approval?.requested.role} at={requestedAt} />,
          ],
          [
            t('destruction.approval.approved'),
            given.length === 0
              ? t(`destruction.approval.${plan.ground === 'restored' ? 'before' : 'nobody'}`)
              : given.map(({ actor, role, at }) => <Who key={actor} id={actor} role={role} at={at} />),
          ],
          [
            t('destruction.approval.started'),
            startedBy === null || startedAt === null ? (
              t('destruction.approval.notYet')
            ) : (
              <Who key="started" id={startedBy} at={startedAt} />
            ),
          ],
        ]}
      />
      <p className={styles.second}>
        {t('destruction.approval.exactly')}{' '}
        <Copyable value={itemsSha256} shown={shortHash(itemsSha256)} label="SHA-256" />
      </p>
      {approval !== undefined && <Acts {...{ plan, approval, stage }} />}
    </Card>
  );
}

/** Somebody by role and pseudonym, and when. */
function Who({ id, role, at }: { id: string; role?: string | null | undefined; at: string }) {
  const { roleOf } = useNames();
  return (
    <span className={styles.who} title={id}>
      {role !== undefined && role !== null && `${roleOf(role)} `}
      <code>{shortId('p', id)}</code>
      <small>{longTime(at)}</small>
    </span>
  );
}

type Step = 'approve' | 'execute';

function Acts({ plan, approval, stage }: Props & { approval: Approval }) {
  const { t } = useTranslation();
  const { actor } = useSession();
  const can = useMay();
  const [step, setStep] = useState<Step | null>(null);
  const own = approval.requested.actor === actor.id;
  const changed = approval.request.itemsSha256 !== undefined && approval.request.itemsSha256 !== plan.itemsSha256;
  if (stage === 'ended')
    return <p className={styles.second}>{t(`destruction.approval.ended.${approval.state}`, { defaultValue: '' })}</p>;
  if (stage !== 'waits' && stage !== 'approved') return null;
  return (
    <>
      {changed && (
        <p>
          <Badge tone="danger" icon={IconAlertTriangle}>
            {t('destruction.approval.changed')}
          </Badge>
        </p>
      )}
      <div className={styles.actions}>
        {own && stage === 'waits' && <span className={styles.second}>{t('approvals.own')}</span>}
        <EndIt {...{ approval, own }} />
        {stage === 'waits' && approval.mayApprove && (
          <Button size="compact-md" disabled={changed} onClick={() => setStep('approve')}>
            {t('destruction.approval.act.approve')}
          </Button>
        )}
        {stage === 'approved' && can('startDestruction') && (
          <Button size="compact-md" color="red" disabled={changed} onClick={() => setStep('execute')}>
            {t('destruction.approval.act.execute')}
          </Button>
        )}
      </div>
      {step !== null && <Confirm {...{ plan, approval, step }} onClose={() => setStep(null)} />}
    </>
  );
}

/** Takes it back or declines it, whichever is this person's to do; nothing is destroyed by it. */
function EndIt({ approval, own }: { approval: Approval; own: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const step = own ? 'withdraw' : 'decline';
  const end = useMutation({
    mutationFn: () => acts.stepApproval(approval, step),
    onSuccess: async () => {
      announce(t(`destruction.approval.said.${step}`));
      await client.invalidateQueries({ queryKey: ['approvals'] });
    },
  });
  if (!own && !(approval.mayApprove && approval.state === 'requested')) return null;
  return (
    <>
      <Button variant="default" size="compact-md" loading={end.isPending} onClick={() => end.mutate()}>
        {t(`destruction.approval.act.${step}`)}
      </Button>
      <FormAlert error={end.error} />
    </>
  );
}

interface ConfirmProps {
  plan: WholePlan;
  approval: Approval;
  step: Step;
  onClose: () => void;
}

function Confirm({ plan, approval, step, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const word = wordOf(plan);
  return (
    <TypeToConfirm
      title={t(`destruction.dialog.${step}`, { count: plan.destroyed })}
      noWayBack={t(`requests.carryOut.noWayBack.${step}`)}
      word={word}
      label={t('destruction.dialog.type', { word })}
      submit={t(`destruction.approval.act.${step}`)}
      run={() => acts.stepApproval(approval, step)}
      said={t(`destruction.approval.said.${step}`)}
      stale={['approvals', 'destruction', 'operations']}
      onClose={onClose}
    >
      <Lines of={approval.description} />
      {plan.keptBy.length > 0 && (
        <>
          <p>{t('destruction.dialog.stays')}</p>
          <Lines
            of={plan.keptBy.map(({ kept, items }) =>
              t('destruction.dialog.kept', { items, why: t(`destruction.counted.${kept}`) }),
            )}
          />
        </>
      )}
      {step === 'execute' && (
        <p>
          {t('destruction.dialog.follow')} <Link to="/jobs">{t('rail.jobs')}</Link>
        </p>
      )}
    </TypeToConfirm>
  );
}
