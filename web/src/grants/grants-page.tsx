import { Button, Modal } from '@mantine/core';
import { IconBan, IconCircleCheck, IconClock, IconHourglass, IconKey, type Icon } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { Grant, GrantState } from '../api/types';
import { exactTime, shortId, shortTime } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Badge, type Tone } from '../parts/badge';
import { ButtonLink } from '../parts/button-link';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { PageHead } from '../parts/page-head';
import { Answered, Failed, Notice } from '../parts/page-states';
import table from '../parts/table.module.css';
import { FormAlert } from '../session/form-alert';
import { useMay, useSession } from '../session/use-session';
import { useNames } from '../shell/use-names';
import styles from './grants.module.css';

const states: Record<GrantState, { tone: Tone; icon: Icon }> = {
  requested: { tone: 'attention', icon: IconHourglass },
  active: { tone: 'verified', icon: IconCircleCheck },
  expired: { tone: 'plain', icon: IconClock },
  refused: { tone: 'danger', icon: IconBan },
  revoked: { tone: 'danger', icon: IconBan },
};

/** What was asked for, what is allowed now, until when and how often; and what has ended. */
export function GrantsPage() {
  const { t } = useTranslation();
  const grants = useQuery(questions.grants());
  const items = grants.data?.items ?? [];
  const inForce = items.filter(({ state }) => state === 'active').length;
  const waiting = items.filter(({ state }) => state === 'requested').length;
  const title = grants.data
    ? `${t('grants.inForce', { count: inForce })}${waiting > 0 ? `, ${t('grants.waiting', { count: waiting })}` : ''}`
    : t('grants.name');
  return (
    <>
      <PageHead
        title={title}
        calls={[
          { method: 'GET', path: '/v1/grants' },
          { method: 'POST', path: '/v1/grants/{id}/approval', body: { decision: 'give' } },
          { method: 'POST', path: '/v1/grants/{id}/revocation' },
        ]}
      />
      <Card flush label={t('grants.name')}>
        <Answered of={grants}>
          {({ items: rows }) => (rows.length === 0 ? <Empty /> : <GrantTable grants={rows} />)}
        </Answered>
      </Card>
    </>
  );
}

function Empty() {
  const { t } = useTranslation();
  return (
    <Notice
      icon={IconKey}
      title={t('grants.emptyTitle')}
      actions={
        <ButtonLink variant="default" to="/library">
          {t('grants.toLibrary')}
        </ButtonLink>
      }
    >
      <p>{t('grants.empty')}</p>
    </Notice>
  );
}

const columns = ['grant', 'state', 'who', 'what', 'ticket', 'purpose', 'until', 'views', 'reason'] as const;

function GrantTable({ grants }: { grants: readonly Grant[] }) {
  const { t } = useTranslation();
  const [revoking, setRevoking] = useState<Grant | null>(null);
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: ({ id, decision }: { id: string; decision: 'give' | 'refuse' }) => acts.decideGrant(id, decision),
    onSuccess: async (_, { decision }) => {
      announce(t(`grants.decided.${decision}`));
      await client.invalidateQueries({ queryKey: ['grants'] });
    },
  });
  return (
    <>
      {decide.error && <Failed error={decide.error} />}
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`grants.column.${column}`)}
                </th>
              ))}
              <th scope="col" className={table.right}>
                {t('grants.column.act')}
              </th>
            </tr>
          </thead>
          <tbody>
            {grants.map((grant) => (
              <Row
                key={grant.id}
                grant={grant}
                busy={decide.isPending}
                onDecide={(decision) => decide.mutate({ id: grant.id, decision })}
                onRevoke={() => setRevoking(grant)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {revoking && <Revoke grant={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

interface RowProps {
  grant: Grant;
  busy: boolean;
  onDecide: (decision: 'give' | 'refuse') => void;
  onRevoke: () => void;
}

function Row({ grant, busy, onDecide, onRevoke }: RowProps) {
  const { t } = useTranslation();
  const names = useNames();
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`grants.column.${column}`) });
  return (
    <tr>
      <td {...cell('grant')} title={grant.id}>
        <code>{shortId('g', grant.id)}</code>
      </td>
      <td {...cell('state')}>
        <Badge {...states[grant.state]}>
          {t(grant.suspended ? 'grants.suspended' : `grants.state.${grant.state}`)}
        </Badge>
      </td>
      <td {...cell('who')}>
        <Whom id={grant.actor} />
      </td>
      <td {...cell('what')}>
        {grant.media === null ? (
          t('grants.allOfTicket')
        ) : (
          <Link to="/item/$id" params={{ id: grant.media }}>
            <code>{shortId('m', grant.media)}</code>
          </Link>
        )}
      </td>
      <td {...cell('ticket')}>
        <code>{grant.ticket.id}</code>
      </td>
      <td {...cell('purpose')}>{names.purposeOf(grant.purpose)}</td>
      <td {...cell('until')} title={exactTime(grant.expiresAt)}>
        {shortTime(grant.expiresAt)}
      </td>
      <td {...cell('views')}>
        {grant.maxViews === null ? grant.viewsUsed : t('grants.used', { used: grant.viewsUsed, of: grant.maxViews })}
      </td>
      <td {...cell('reason')} className={styles.reason}>
        {grant.auto ? t('grants.auto') : grant.reason}
      </td>
      <td>
        <GrantActs grant={grant} busy={busy} onDecide={onDecide} onRevoke={onRevoke} />
      </td>
    </tr>
  );
}

/** A person by pseudonym, as everywhere outside the log; oneself by word. */
function Whom({ id }: { id: string }) {
  const { t } = useTranslation();
  const { actor } = useSession();
  return id === actor.id ? (
    t('grants.you')
  ) : (
    <Copyable value={id} shown={shortId('p', id)} label={t('grants.receiver')} />
  );
}

/** What may be done with a grant; nobody decides on what they asked for or will use. */
function GrantActs({ grant, busy, onDecide, onRevoke }: RowProps) {
  const { t } = useTranslation();
  const can = useMay();
  const { actor } = useSession();
  const own = grant.actor === actor.id || grant.askedBy === actor.id;
  return (
    <div className={table.actions}>
      {grant.state === 'requested' && can('giveGrant') && !own && (
        <>
          <Button size="compact-sm" loading={busy} onClick={() => onDecide('give')}>
            {t('grants.approve')}
          </Button>
          <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onDecide('refuse')}>
            {t('grants.refuse')}
          </Button>
        </>
      )}
      {grant.state === 'active' && can('giveGrant') && (
        <Button size="compact-sm" variant="default" onClick={onRevoke}>
          {t('grants.revoke')}
        </Button>
      )}
    </div>
  );
}

function Revoke({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => acts.revokeGrant(grant.id),
    onSuccess: async () => {
      announce(t('grants.revoked'));
      await client.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('grants.revokeTitle', { id: shortId('g', grant.id), who: shortId('p', grant.actor) })}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <div className={styles.form}>
        <p className={styles.second}>{t('grants.revokeText')}</p>
        <FormAlert error={revoke.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button data-autofocus loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('grants.revoke')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
