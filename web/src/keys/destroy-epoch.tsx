import { Button, Modal, TextInput } from '@mantine/core';
import { IconFlame } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { count } from '../i18n/formats';
import { announce } from '../parts/announce';
import form from '../requests/requests.module.css';
import { FormAlert } from '../session/form-alert';
import type { EpochBar } from './epoch-bars';
import { keyActs } from './key-api';

/** Asks for the end of an epoch's root before its time; the number of the epoch is typed, others approve. */
export function DestroyEpoch({ bar: { epoch, wraps }, onClose }: { bar: EpochBar; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const word = String(epoch);
  const ask = useMutation({
    mutationFn: () => keyActs.askDestruction(epoch),
    onSuccess: async () => {
      announce(t('epochs.asked'));
      await client.invalidateQueries({ queryKey: ['approvals'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('epochs.destroyTitle', { epoch })}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === word) ask.mutate();
        }}
      >
        <p>{t('epochs.destroyText', { wraps: count(wraps) })}</p>
        <p className={form.danger}>
          <IconFlame size={16} stroke={1.8} aria-hidden /> {t('epochs.noWayBack')}
        </p>
        <TextInput
          data-autofocus
          label={t('epochs.type', { word })}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <FormAlert error={ask.error} />
        <div className={form.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={ask.isPending} disabled={typed !== word}>
            {t('epochs.destroySubmit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
