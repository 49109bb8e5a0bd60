import { Button, Checkbox, Modal, NativeSelect, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconEye } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { Alert, AlertFinding } from '../api/types';
import styles from '../approvals/approvals.module.css';
import { count, exactTime, shortId, shortTime } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { PageHead } from '../parts/page-head';
import { Answered, Notice } from '../parts/page-states';
import table from '../parts/table.module.css';
import { FormAlert } from '../session/form-alert';
import { useMay, useSession } from '../session/use-session';

const columns = ['state', 'when', 'rule', 'who', 'seen', 'entries'] as const;
const findings: readonly AlertFinding[] = ['expected', 'mistake', 'breach_of_rules', 'incident'];

/** What the rules over the log found, and what people found out about it. */
export function AlertsPage() {
  const { t } = useTranslation();
  const alerts = useQuery(questions.alerts());
  const [closing, setClosing] = useState<Alert | null>(null);
  const raised = alerts.data?.items.filter(({ state }) => state === 'raised').length ?? 0;
  return (
    <>
      <PageHead
        title={alerts.data ? t('alerts.raised', { count: raised }) : t('alerts.name')}
        calls={[
          { method: 'GET', path: '/v1/alerts' },
          { method: 'POST', path: '/v1/alerts/{id}/closing', body: { finding: 'expected', note: '…' } },
        ]}
      />
      <Card flush label={t('alerts.name')}>
        <Answered of={alerts}>
          {({ items }) =>
            items.length === 0 ? (
              <Notice icon={IconEye} title={t('alerts.emptyTitle')}>
                <p>{t('alerts.empty')}</p>
              </Notice>
            ) : (
              <AlertTable alerts={items} onClose={setClosing} />
            )
          }
        </Answered>
      </Card>
      {closing && <Close alert={closing} onClose={() => setClosing(null)} />}
    </>
  );
}

function AlertTable({ alerts, onClose }: { alerts: readonly Alert[]; onClose: (alert: Alert) => void }) {
  const { t } = useTranslation();
  const can = useMay();
  const { actor } = useSession();
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`alerts.column.${column}`) });
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`alerts.column.${column}`)}
              </th>
            ))}
            <th scope="col" className={table.right}>
              {t('alerts.column.act')}
            </th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <tr key={alert.id}>
              <td {...cell('state')}>
                <State alert={alert} />
              </td>
              <td {...cell('when')} title={exactTime(alert.occurredAt)}>
                {shortTime(alert.occurredAt)}
              </td>
              <td {...cell('rule')}>{t(`alerts.rule.${alert.rule}`)}</td>
              <td {...cell('who')}>
                <code>{shortId('p', alert.actor)}</code>
              </td>
              <td {...cell('seen')}>{t(`alerts.figures.${alert.rule}`, { seen: alert.seen, usual: alert.usual })}</td>
              <td {...cell('entries')}>
                <Link to="/log" search={{ actor: alert.actor, entry: alert.n }}>
                  {count(alert.n)}
                </Link>
              </td>
              <td>
                {alert.state === 'raised' && can('closeAlert') && alert.actor !== actor.id && (
                  <div className={table.actions}>
                    <Button size="compact-sm" variant="default" onClick={() => onClose(alert)}>
                      {t('alerts.close')}
                    </Button>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  if (alert.finding !== null)
    return (
      <Badge tone="plain" icon={IconCircleCheck}>
        {t(`alerts.finding.${alert.finding}`)}
      </Badge>
    );
  return (
    <Badge tone={alert.suspended ? 'danger' : 'attention'} icon={IconAlertTriangle}>
      {t(alert.suspended ? 'alerts.suspended' : 'alerts.open')}
    </Badge>
  );
}

function Close({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [finding, setFinding] = useState<AlertFinding | ''>('');
  const [note, setNote] = useState('');
  const [lift, setLift] = useState(false);
  const close = useMutation({
    mutationFn: async () => finding !== '' && acts.closeAlert(alert.id, { finding, note, lift }),
    onSuccess: async () => {
      announce(t('alerts.closed'));
      await client.invalidateQueries({ queryKey: ['alerts'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('alerts.closeTitle', { rule: t(`alerts.rule.${alert.rule}`) })}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          close.mutate();
        }}
      >
        <NativeSelect
          label={t('alerts.findingLabel')}
          value={finding}
          required
          // Nothing is chosen for the person: what it was is their finding.
          data={[
            { value: '', label: t('alerts.choose'), disabled: true },
            ...findings.map((value) => ({ value, label: t(`alerts.finding.${value}`) })),
          ]}
          onChange={(event) => setFinding(event.currentTarget.value as AlertFinding)}
        />
        <Textarea
          data-autofocus
          required
          label={t('alerts.note')}
          description={t('alerts.noteRule')}
          maxLength={2000}
          autosize
          minRows={3}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {alert.suspended && (
          <Checkbox
            label={t('alerts.lift')}
            checked={lift}
            onChange={(event) => setLift(event.currentTarget.checked)}
          />
        )}
        <FormAlert error={close.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={close.isPending} disabled={finding === '' || note.trim() === ''}>
            {t('alerts.close')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
