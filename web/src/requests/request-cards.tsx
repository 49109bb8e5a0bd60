import { Button } from '@mantine/core';
import { IconBan, IconChecks } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import { exactTime, longDay, longTime, shortId } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { FormAlert } from '../session/form-alert';
import { useMay } from '../session/use-session';
import { isPaused, lastDay } from './days-left';
import { ChooseReason } from './choose-reason';
import { requestActs, type RequestClock, type WholeRequest } from './request-api';
import styles from './requests.module.css';

const extensionReasons = ['complexity', 'number_of_requests'] as const;
const pauseReasons = ['identity', 'clarification'] as const;

/** When it came, what is due by when, and what the law lets one do about it. */
export function ClockCard({ request }: { request: WholeRequest }) {
  const { t } = useTranslation();
  const { channel, receivedAt, clocks } = request;
  return (
    <Card title={t('requests.clock.name')}>
      <Facts
        rows={[
          [t('requests.clock.received'), `${longTime(receivedAt)}, ${t(`requests.channel.${channel}`)}`],
          ...clocks.map(
            (clock) => [t(`requests.clock.${clock.duty}`), <Due key={clock.code} clock={clock} />] as const,
          ),
          [t('requests.clock.pausedLabel'), <Pauses key="pauses" clocks={clocks} />],
          [t('requests.clock.extension'), <Extension key="extension" clocks={clocks} />],
        ]}
      />
      <ClockActs request={request} />
    </Card>
  );
}

function Due({ clock: { dueAt, metAt } }: { clock: RequestClock }) {
  const { t } = useTranslation();
  const by = dueAt === null ? t('requests.noDay') : longDay(lastDay(dueAt));
  return (
    <span title={dueAt === null ? undefined : exactTime(dueAt)}>
      {by}{' '}
      {metAt !== null && (
        <Badge tone="verified" icon={IconChecks}>
          {t('requests.clock.met', { day: longDay(metAt) })}
        </Badge>
      )}
    </span>
  );
}

function Pauses({ clocks }: { clocks: readonly RequestClock[] }) {
  const { t } = useTranslation();
  const pauses = clocks.flatMap((clock) => clock.pauses);
  const [first] = pauses;
  if (first === undefined) return t('requests.clock.never');
  return pauses
    .map(({ from, until, reason }) =>
      until === null
        ? t('requests.clock.pausedSince', { day: longDay(from), reason: t(`requests.pauseReason.${reason}`) })
        : t('requests.clock.pausedFor', {
            from: longDay(from),
            to: longDay(until),
            reason: t(`requests.pauseReason.${reason}`),
          }),
    )
    .join('; ');
}

function Extension({ clocks }: { clocks: readonly RequestClock[] }) {
  const { t } = useTranslation();
  const extended = clocks.find(({ extendedAt }) => extendedAt !== null);
  const until = clocks.find(({ extendableUntil }) => extendableUntil !== null)?.extendableUntil;
  if (!extended?.extendedAt)
    return until ? t('requests.clock.extendable', { day: longDay(lastDay(until)) }) : t('requests.clock.notExtended');
  const reason = t(`requests.extensionReason.${extended.extensionReason ?? 'complexity'}`);
  return t('requests.clock.extended', { day: longDay(extended.extendedAt), reason });
}

/** Runs a step of the request, and reads it anew: the vault says what came of it. */
export function useStep(id: string, done: () => string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: () => Promise<unknown>) => step(),
    onSuccess: async () => {
      announce(done());
      await client.invalidateQueries({ queryKey: ['requests'] });
      await client.invalidateQueries({ queryKey: ['approvals'] });
    },
    mutationKey: ['requests', id],
  });
}

function ClockActs({ request }: { request: WholeRequest }) {
  const { t } = useTranslation();
  const can = useMay();
  const [asking, setAsking] = useState<'pause' | 'extend' | null>(null);
  const step = useStep(request.id, () => t('requests.clock.done'));
  if (!can('runRequests') || request.answeredAt !== null) return null;
  const { id, clocks } = request;
  const unmet = clocks.some(({ duty, metAt }) => duty === 'acknowledge' && metAt === null);
  const act = (name: string, onClick: () => void) => (
    <Button key={name} variant="default" size="compact-md" loading={step.isPending} onClick={onClick}>
      {t(`requests.clock.act.${name}`)}
    </Button>
  );
  return (
    <div className={styles.cardActions}>
      {unmet && act('acknowledge', () => step.mutate(() => requestActs.acknowledge(id)))}
      {isPaused(request)
        ? act('resume', () => step.mutate(() => requestActs.resume(id)))
        : act('pause', () => setAsking('pause'))}
      {clocks.some(({ extendableUntil }) => extendableUntil !== null) && act('extend', () => setAsking('extend'))}
      <FormAlert error={step.error} />
      {asking === 'pause' && (
        <ChooseReason
          title={t('requests.clock.pauseTitle')}
          text={t('requests.clock.pauseText')}
          reasons={pauseReasons.map((code) => ({ code, name: t(`requests.pauseReason.${code}`) }))}
          submit={t('requests.clock.act.pause')}
          run={(reason) => requestActs.pause(id, reason)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'extend' && (
        <ChooseReason
          title={t('requests.clock.extendTitle')}
          text={t('requests.clock.extendText')}
          reasons={extensionReasons.map((code) => ({ code, name: t(`requests.extensionReason.${code}`) }))}
          submit={t('requests.clock.act.extend')}
          run={(reason) => requestActs.extend(id, reason)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

/** Whose request it is and how that is known; what they said, from the request's own file. */
export function PersonCard({ request }: { request: WholeRequest }) {
  const { t } = useTranslation();
  const { subject, identity, byNominee, others, text, contact } = request;
  const person: ReactNode =
    subject === null ? (
      t('requests.nobody')
    ) : (
      <Copyable value={subject} shown={shortId('s', subject)} label={t('library.column.subject')} />
    );
  return (
    <Card title={t('requests.person.name')}>
      <Facts
        rows={[
          [t('requests.person.who'), person],
          [
            t('requests.person.known'),
            identity === null ? t('requests.person.unknown') : t(`requests.means.${identity}`),
          ],
          ...(byNominee ? [[t('requests.person.through'), t('requests.person.nominee')] as const] : []),
          [t('requests.person.others'), t('requests.person.otherRequests', { count: others })],
          ...(contact === null ? [] : [[t('requests.person.contact'), contact] as const]),
        ]}
      />
      {text !== null && <blockquote className={styles.said}>{text}</blockquote>}
      {subject !== null && (
        <p>
          <Link to="/requests" search={{ subject, queue: 'all' }}>
            {t('requests.person.all')}
          </Link>
        </p>
      )}
    </Card>
  );
}

/** What was decided and told, and what still waits for somebody else. */
export function OutcomeCard({ request }: { request: WholeRequest }) {
  const { t } = useTranslation();
  const { refused, answer, answeredAt, outcome, id } = request;
  const { data: approvals } = useQuery(questions.approvals());
  const asked = (approvals?.items ?? []).filter(
    ({ action, request: what, state }) =>
      action === 'request.refuse' &&
      (what as { request?: string }).request === id &&
      (state === 'requested' || state === 'approved'),
  );
  if (refused === null && answer === null && asked.length === 0) return null;
  return (
    <Card title={t('requests.outcomeCard.name')}>
      {asked.map(({ id: approval, state }) => (
        <p key={approval}>
          {t(`requests.outcomeCard.${state === 'approved' ? 'refusalApproved' : 'refusalAsked'}`)}{' '}
          <Link to="/approvals">{t('requests.outcomeCard.toApprovals')}</Link>
        </p>
      ))}
      {refused !== null && (
        <p>
          <Badge tone="danger" icon={IconBan}>
            {t('requests.state.refused')}
          </Badge>{' '}
          {t(`requests.ground.${refused.ground}`)} · {refused.article}
        </p>
      )}
      {answeredAt !== null && (
        <p>
          {t('requests.outcomeCard.answered', {
            at: longTime(answeredAt),
            outcome: t(`requests.outcome.${outcome ?? 'fulfilled'}`),
          })}
        </p>
      )}
      {answer !== null && (
        <details>
          <summary>{t('requests.outcomeCard.letter')}</summary>
          <pre className={styles.letter} tabIndex={0}>
            {answer}
          </pre>
        </details>
      )}
    </Card>
  );
}
