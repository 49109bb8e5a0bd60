import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import form from '../requests/requests.module.css';
import { FormAlert } from '../session/form-alert';
import { breachActs, type NewReach, type WholeBreach } from './breach-api';
import { instantOf, localOf } from './local-time';

const keys = ['', 'subject', 'epoch'] as const;

interface Written {
  from: string;
  to: string;
  actor: string;
  subject: string;
  key: (typeof keys)[number];
  epoch: number | '';
}

/** From when it began, else a month before it was known, until it ended, else until now: where somebody looks first. */
function suggested({ occurredFrom, occurredTo, awareAt }: WholeBreach): Written {
  const aware = new Date(awareAt);
  const month = 30 * 86_400_000;
  return {
    from: localOf(occurredFrom ?? new Date(aware.getTime() - month).toISOString()),
    to: localOf(occurredTo ?? new Date().toISOString()),
    ...{ actor: '', subject: '', key: '', epoch: '' },
  };
}

/** For the vault; nothing while something is missing. */
function bodyOf({ from, to, actor, subject, key, epoch }: Written): NewReach | null {
  const period = { from: instantOf(from), to: instantOf(to) };
  if (period.from === undefined || period.to === undefined) return null;
  if ((key === 'subject' && subject.trim() === '') || (key === 'epoch' && epoch === '')) return null;
  return {
    ...{ from: period.from, to: period.to },
    ...(actor.trim() === '' ? {} : { actor: actor.trim() }),
    ...(subject.trim() === '' ? {} : { subject: subject.trim() }),
    ...(key === '' ? {} : { key }),
    ...(key === 'epoch' && epoch !== '' ? { epoch } : {}),
  };
}

interface Props {
  breach: WholeBreach;
  onOrdered: (operation: string) => void;
  onClose: () => void;
}

/** Asks what was reached: each field narrows the search, a key that is out widens it. */
export function SearchReach({ breach, onOrdered, onClose }: Props) {
  const { t } = useTranslation();
  const [written, setWritten] = useState(() => suggested(breach));
  const body = bodyOf(written);
  const search = useMutation({
    mutationFn: async () => (body === null ? null : breachActs.search(breach.id, body)),
    onSuccess: (operation) => operation !== null && onOrdered(operation.id),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('breaches.search.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          search.mutate();
        }}
      >
        <p className={form.second}>{t('breaches.search.intro')}</p>
        <Fields written={written} onChange={(some) => setWritten({ ...written, ...some })} />
        <FormAlert error={search.error} />
        <div className={form.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={search.isPending} disabled={body === null}>
            {t('breaches.search.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Fields({ written, onChange }: { written: Written; onChange: (some: Partial<Written>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={form.fields}>
        {(['from', 'to'] as const).map((name) => (
          <TextInput
            key={name}
            type="datetime-local"
            step="any"
            required
            label={t(`breaches.search.${name}`)}
            value={written[name]}
            onChange={(event) => onChange({ [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      {(['actor', 'subject'] as const).map((name) => (
        <TextInput
          key={name}
          label={t(`breaches.search.${name}`)}
          description={t(`breaches.search.${name}Rule`)}
          autoComplete="off"
          value={written[name]}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
        />
      ))}
      <div className={form.fields}>
        <NativeSelect
          label={t('breaches.search.key')}
          value={written.key}
          data={keys.map((value) => ({ value, label: t(`breaches.search.keyIs.${value === '' ? 'none' : value}`) }))}
          onChange={(event) => onChange({ key: keys.find((code) => code === event.currentTarget.value) ?? '' })}
        />
        {written.key === 'epoch' && (
          <NumberInput
            required
            label={t('breaches.search.epoch')}
            min={0}
            allowDecimal={false}
            hideControls
            value={written.epoch}
            onChange={(epoch) => onChange({ epoch: typeof epoch === 'number' ? epoch : '' })}
          />
        )}
      </div>
    </>
  );
}
