import { Button, Modal, Textarea } from '@mantine/core';
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
  exhausted: { tone: 'plain', icon: IconClock },
  revoked: { tone: 'danger', icon: IconBan },
};

/** What was asked for, what is allowed now, until when and how often; and what has ended. */
export function GrantsPage() {
  const { t } = useTranslation();
  const grants = useQuery(questions.grants());
  const items = grants.data?.items ?? [];
  const inForce = items.filter(({ state }) => state === 'active').length;
  const waiting = items.filter(({ state }) => state === 'requested').length;
  const title = grants.data ? `${t('grants.inForce', { count: inForce })}${waiting > 0 ? `, ${t('grants.waiting', { count: waiting })}` : ''}` : t('grants.name');
  return (
    <>
      <PageHead
        title={title}
        calls={[
          { method: 'GET', path: '/v1/grants' },
          { method: 'POST', path: '/v1/grants/{id}/approval', body: {} },
          { method: 'POST', path: '/v1/grants/{id}/revocation', body: { reason: '…' } },
        ]}
      />
      <Card flush label={t('grants.name')}>
        <Answered of={grants}>{({ items: rows }) => (rows.length === 0 ? <Empty /> : <GrantTable grants={rows} />)}</Answered>
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
  const approve = useMutation({
    mutationFn: acts.approveGrant,
    onSuccess: async () => {
      announce(t('grants.approved'));
      await client.invalidateQueries({ queryKey: ['grants'] });
    },
  });
  return (
    <>
      {approve.error && <Failed error={approve.error} />}
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
              <Row key={grant.id} grant={grant} approving={approve.isPending && approve.variables === grant.id} onApprove={() => approve.mutate(grant.id)} onRevoke={() => setRevoking(grant)} />
            ))}
          </tbody>
        </table>
      </div>
      {revoking && <Revoke grant={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function nameOf(person: { id: string; displayName: string | null }): string {
  return person.displayName ?? shortId('p', person.id);
}

function Row({ grant, approving, onApprove, onRevoke }: { grant: Grant; approving: boolean; onApprove: () => void; onRevoke: () => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const can = useMay();
  const { actor } = useSession();
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`grants.column.${column}`) });
  const own = grant.actor.id === actor.id || grant.requestedBy.id === actor.id;
  return (
    <tr>
      <td {...cell('grant')} title={grant.id}>
        <code>{shortId('g', grant.id)}</code>
      </td>
      <td {...cell('state')}>
        <Badge {...states[grant.state]}>{t(`grants.state.${grant.state}`)}</Badge>
      </td>
      <td {...cell('who')}>{nameOf(grant.actor)}</td>
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
      <td {...cell('views')}>{t('grants.used', { used: grant.usedViews, of: grant.maxViews })}</td>
      <td {...cell('reason')} className={styles.reason}>
        {grant.reason}
      </td>
      <td>
        <div className={table.actions}>
          {grant.state === 'requested' && can('giveGrant') && !own && (
            <Button size="compact-sm" loading={approving} onClick={onApprove}>
              {t('grants.approve')}
            </Button>
          )}
          {(grant.state === 'active' || grant.state === 'requested') && (can('giveGrant') || own) && (
            <Button size="compact-sm" variant="default" onClick={onRevoke}>
              {t(grant.state === 'active' ? 'grants.revoke' : 'grants.refuse')}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

function Revoke({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const revoke = useMutation({
    mutationFn: () => acts.revokeGrant(grant.id, reason.trim()),
    onSuccess: async () => {
      announce(t('grants.revoked'));
      await client.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('grants.revokeTitle', { id: shortId('g', grant.id), who: nameOf(grant.actor) })} closeButtonProps={{ 'aria-label': t('parts.close') }}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          revoke.mutate();
        }}
      >
        <p className={styles.second}>{t('grants.revokeText')}</p>
        <Textarea label={t('grants.reason')} required data-autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <FormAlert error={revoke.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={revoke.isPending}>
            {t('grants.revoke')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
