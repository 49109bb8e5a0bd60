import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { count } from '../i18n/formats';
import { announce } from '../parts/announce';
import form from '../requests/requests.module.css';
import { FormAlert } from '../session/form-alert';
import { retentionActs, type Hold } from './retention-api';

/** Asks for the end of a hold: how many items it keeps stands there, and the matter is typed. */
export function AskRelease({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const ask = useMutation({
    mutationFn: () => retentionActs.askRelease(hold.id),
    onSuccess: async () => {
      announce(t('holds.releaseDone'));
      await client.invalidateQueries({ queryKey: ['approvals'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('holds.releaseTitle', { matter: hold.matter })}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === hold.matter) ask.mutate();
        }}
      >
        <p>{t('holds.releaseText', { items: count(hold.items) })}</p>
        <TextInput
          data-autofocus
          label={t('holds.releaseType', { word: hold.matter })}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <FormAlert error={ask.error} />
        <div className={form.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={ask.isPending} disabled={typed !== hold.matter}>
            {t('holds.releaseSubmit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
