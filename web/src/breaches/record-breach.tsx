import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shortId } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Copyable } from '../parts/copyable';
import form from '../requests/requests.module.css';
import { FormAlert } from '../session/form-alert';
import { useMay } from '../session/use-session';
import { breachActs, type Breach, type NewBreach } from './breach-api';
import { bodyOf, FactsFields, isComplete, noFacts } from './facts-fields';
import { instantOf } from './local-time';

const capacities = ['controller', 'processor'] as const satisfies readonly NewBreach['capacity'][];

/** Whoever notices a breach writes it down: the shortest clock is six hours. */
export function RecordBreach({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [receipt, setReceipt] = useState<Breach | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(receipt ? 'breaches.record.done' : 'breaches.record.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      {receipt ? (
        <Receipt breach={receipt} onClose={onClose} />
      ) : (
        <RecordForm onRecorded={setReceipt} onClose={onClose} />
      )}
    </Modal>
  );
}

function RecordForm({ onRecorded, onClose }: { onRecorded: (breach: Breach) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const can = useMay();
  const [facts, setFacts] = useState(noFacts);
  const [capacity, setCapacity] = useState<NewBreach['capacity']>('controller');
  const [aware, setAware] = useState('');
  const record = useMutation({
    mutationFn: () => {
      const awareAt = instantOf(aware);
      return breachActs.record({ ...bodyOf(facts), capacity, ...(awareAt === undefined ? {} : { awareAt }) });
    },
    onSuccess: async (breach) => {
      announce(t('breaches.record.done'));
      if (!can('breaches')) {
        onRecorded(breach);
        return;
      }
      await client.invalidateQueries({ queryKey: ['breaches'] });
      await navigate({ to: '/breaches/$id', params: { id: breach.id } });
      onClose();
    },
  });
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete(facts)) record.mutate();
      }}
    >
      <p className={form.second}>{t('breaches.record.intro')}</p>
      <div className={form.fields}>
        <NativeSelect
          label={t('breaches.record.capacity')}
          value={capacity}
          data={capacities.map((value) => ({ value, label: t(`breaches.capacity.${value}`) }))}
          onChange={(event) =>
            setCapacity(capacities.find((code) => code === event.currentTarget.value) ?? 'controller')
          }
        />
        <TextInput
          type="datetime-local"
          label={t('breaches.record.aware')}
          description={t('breaches.record.awareRule')}
          value={aware}
          onChange={(event) => setAware(event.currentTarget.value)}
        />
      </div>
      <FactsFields facts={facts} onChange={(some) => setFacts({ ...facts, ...some })} />
      <FormAlert error={record.error} />
      <div className={form.actions}>
        <Button variant="default" onClick={onClose}>
          {t('parts.cancel')}
        </Button>
        <Button type="submit" loading={record.isPending} disabled={!isComplete(facts)}>
          {t('breaches.record.submit')}
        </Button>
      </div>
    </form>
  );
}

/** For whoever may not see the register: that it is there, and its number. */
function Receipt({ breach: { id }, onClose }: { breach: Breach; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={form.form}>
      <p>{t('breaches.record.receipt')}</p>
      <p>
        <Copyable value={id} shown={shortId('b', id)} label={t('breaches.one')} />
      </p>
      <div className={form.actions}>
        <Button onClick={onClose}>{t('parts.close')}</Button>
      </div>
    </div>
  );
}
