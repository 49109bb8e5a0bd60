import { Button, Modal, TextInput } from '@mantine/core';
import { IconBan, IconChecks, IconCircleCheck, IconClock, IconHourglass, type Icon } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { Approval } from '../api/types';
import { exactTime, shortTime } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Badge, type Tone } from '../parts/badge';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { PageHead } from '../parts/page-head';
import { Answered, Notice } from '../parts/page-states';
import { FormAlert } from '../session/form-alert';
import { useSession } from '../session/use-session';
import { useNames } from '../shell/use-names';
import styles from './approvals.module.css';

const states: Record<Approval['state'], { tone: Tone; icon: Icon }> = {
  requested: { tone: 'attention', icon: IconHourglass },
  approved: { tone: 'verified', icon: IconCircleCheck },
  executed: { tone: 'verified', icon: IconChecks },
  declined: { tone: 'danger', icon: IconBan },
  withdrawn: { tone: 'plain', icon: IconBan },
  expired: { tone: 'plain', icon: IconClock },
};

/** What waits for other people: the exact request in plain words, who approved it, and what may be done with it. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const approvals = useQuery(questions.approvals());
  const waiting = approvals.data?.items.filter(({ mayApprove }) => mayApprove).length ?? 0;
  return (
    <>
      <PageHead
        title={approvals.data ? t('approvals.waiting', { count: waiting }) : t('approvals.name')}
        calls={[
          { method: 'GET', path: '/v1/approvals' },
          { method: 'POST', path: '/v1/approvals/{id}/approval', body: { hash: '…' } },
          { method: 'POST', path: '/v1/approvals/{id}/refusal', body: { reason: 'mistaken' } },
        ]}
      />
      <Answered of={approvals}>
        {({ items }) =>
          items.length === 0 ? (
            <Card label={t('approvals.name')}>
              <Notice icon={IconChecks} title={t('approvals.emptyTitle')}>
                <p>{t('approvals.empty')}</p>
              </Notice>
            </Card>
          ) : (
            <ul className={styles.list}>
              {items.map((approval) => (
                <li key={approval.id}>
                  <Request approval={approval} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </>
  );
}

function Request({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const names = useNames();
  const [asked, setAsked] = useState<Step | null>(null);
  const [first, ...more] = approval.description;
  const { role, at } = approval.requested;
  return (
    <Card
      title={first ?? approval.action}
      aside={<Badge {...states[approval.state]}>{t(`approvals.state.${approval.state}`)}</Badge>}
    >
      <div className={styles.lines}>
        {more.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <p className={styles.second}>
        {t('approvals.asked', { role: names.roleOf(role), at: shortTime(at) })}
        {' · '}
        {t('approvals.progress', { given: approval.given.length, needed: approval.needed })}
        {' · '}
        <span title={exactTime(approval.expiresAt)}>{t('approvals.until', { at: shortTime(approval.expiresAt) })}</span>
        {approval.differentRole && ` · ${t('approvals.differentRole')}`}
      </p>
      <details className={styles.exact}>
        <summary>{t('approvals.exact')}</summary>
        <pre tabIndex={0}>{JSON.stringify({ action: approval.action, request: approval.request }, null, 2)}</pre>
        <p>
          {t('approvals.hash')} <Copyable value={approval.hash} label={t('approvals.hash')} />
        </p>
      </details>
      <Acts approval={approval} onAsk={setAsked} />
      {asked !== null && <Confirm approval={approval} step={asked} onClose={() => setAsked(null)} />}
    </Card>
  );
}

type Step = 'approve' | 'decline' | 'withdraw' | 'execute';

/** Nobody approves their own; why not stands in the button's place. */
function Acts({ approval, onAsk }: { approval: Approval; onAsk: (step: Step) => void }) {
  const { t } = useTranslation();
  const { actor } = useSession();
  const own = approval.requested.actor === actor.id;
  const undecided = approval.state === 'requested';
  const open = undecided || approval.state === 'approved';
  if (!open) return null;
  return (
    <div className={styles.actions}>
      {own && undecided && <span className={styles.second}>{t('approvals.own')}</span>}
      {own && (
        <Button variant="default" size="compact-md" onClick={() => onAsk('withdraw')}>
          {t('approvals.withdraw')}
        </Button>
      )}
      {undecided && approval.mayApprove && (
        <>
          <Button variant="default" size="compact-md" onClick={() => onAsk('decline')}>
            {t('approvals.decline')}
          </Button>
          <Button size="compact-md" onClick={() => onAsk('approve')}>
            {t('approvals.approve')}
          </Button>
        </>
      )}
      {own && approval.state === 'approved' && (
        <Button size="compact-md" onClick={() => onAsk('execute')}>
          {t('approvals.execute')}
        </Button>
      )}
    </div>
  );
}

/** What cannot be taken back is typed, not clicked: the first characters of the hash that the person has read. */
function Confirm({ approval, step, onClose }: { approval: Approval; step: Step; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const word = approval.hash.slice(0, 6);
  const binding = step === 'approve' || step === 'execute';
  const run = useMutation({
    mutationFn: () => acts.stepApproval(approval, step),
    onSuccess: async () => {
      announce(t(`approvals.done.${step}`));
      await client.invalidateQueries({ queryKey: ['approvals'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`approvals.title.${step}`)}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!binding || typed === word) run.mutate();
        }}
      >
        <p>{t(`approvals.text.${step}`)}</p>
        <ul>
          {approval.description.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {binding && (
          <TextInput
            data-autofocus
            label={t('approvals.type', { word })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <FormAlert error={run.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={run.isPending} disabled={binding && typed !== word}>
            {t(`approvals.${step}`)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
