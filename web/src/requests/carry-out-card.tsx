import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChecks, IconDownload, IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { Approval } from '../api/types';
import { longTime, shortHash, shortId } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { Lines, TypeToConfirm } from '../parts/type-to-confirm';
import { useMay } from '../session/use-session';
import type { WholeRequest } from './request-api';
import styles from './requests.module.css';

type Step = 'approve' | 'execute';

/** Who has to agree before anything is destroyed or restricted, and what proves that it was. */
export function CarryOutCard({ request, planSha256 }: { request: WholeRequest; planSha256: string | undefined }) {
  const { t } = useTranslation();
  const { data: approvals } = useQuery(questions.approvals());
  const [step, setStep] = useState<Step | null>(null);
  const asked = approvals?.items.find(
    ({ action, request: what, state }) =>
      action === 'request.carry_out' && what.request === request.id && (state === 'requested' || state === 'approved'),
  );
  if (asked === undefined && request.destructions.length === 0 && request.carriedOutAt === null) return null;
  return (
    <Card title={t('requests.carryOut.name')}>
      {asked && <Asked {...{ approval: asked, planSha256 }} onStep={setStep} />}
      {request.carriedOutAt !== null && (
        <p>
          <Badge tone="verified" icon={IconChecks}>
            {t('requests.carryOut.done', { at: longTime(request.carriedOutAt) })}
          </Badge>
        </p>
      )}
      <ul className={styles.certificates}>
        {request.destructions.map(({ plan, later, certificate, startedAt }) => (
          <li key={plan}>
            {t(later ? 'requests.carryOut.later' : 'requests.carryOut.destroyed', { at: longTime(startedAt) })}{' '}
            {certificate === null ? (
              t('requests.carryOut.running')
            ) : (
              <a href={`/v1/certificates/${certificate}/document`} download>
                <IconDownload size={14} stroke={1.8} aria-hidden /> {t('requests.carryOut.certificate')}
              </a>
            )}
          </li>
        ))}
      </ul>
      {asked && step !== null && <Confirm {...{ request, approval: asked, step }} onClose={() => setStep(null)} />}
    </Card>
  );
}

interface AskedProps {
  approval: Approval;
  planSha256: string | undefined;
  onStep: (step: Step) => void;
}

function Asked({ approval, planSha256, onStep }: AskedProps) {
  const { t } = useTranslation();
  const can = useMay();
  const hash = String(approval.request.planSha256);
  const same = planSha256 === hash;
  return (
    <>
      <p>
        <Badge
          tone={approval.state === 'approved' ? 'verified' : 'attention'}
          icon={approval.state === 'approved' ? IconChecks : IconHourglass}
        >
          {t(`requests.carryOut.state.${approval.state}`)}
        </Badge>
      </p>
      <p className={styles.second}>
        {t('requests.carryOut.exactly')} <Copyable value={hash} shown={shortHash(hash)} label="SHA-256" />
      </p>
      {!same && planSha256 !== undefined && (
        <p>
          <Badge tone="danger" icon={IconAlertTriangle}>
            {t('requests.carryOut.changed')}
          </Badge>
        </p>
      )}
      <div className={styles.cardActions}>
        {approval.mayApprove && approval.state === 'requested' && (
          <Button size="compact-md" disabled={!same} onClick={() => onStep('approve')}>
            {t('requests.carryOut.act.approve')}
          </Button>
        )}
        {can('carryOut') && approval.state === 'approved' && (
          <Button size="compact-md" color="red" disabled={!same} onClick={() => onStep('execute')}>
            {t('requests.carryOut.act.execute')}
          </Button>
        )}
      </div>
    </>
  );
}

interface ConfirmProps {
  request: WholeRequest;
  approval: Approval;
  step: Step;
  onClose: () => void;
}

/** What, how many, what stays, and the point of no return: the person types the request's number. */
function Confirm({ request, approval, step, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const word = shortId('r', request.id);
  return (
    <TypeToConfirm
      title={t(`requests.carryOut.title.${step}`)}
      noWayBack={t(`requests.carryOut.noWayBack.${step}`)}
      word={word}
      label={t('requests.carryOut.type', { word })}
      submit={t(`requests.carryOut.act.${step}`)}
      run={() => acts.stepApproval(approval, step)}
      said={t(`requests.carryOut.said.${step}`)}
      stale={['approvals', 'requests', 'destruction']}
      onClose={onClose}
    >
      <Lines of={approval.description} />
    </TypeToConfirm>
  );
}
