import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import { requestActs, type Outcome, type WholeRequest } from './request-api';
import styles from './requests.module.css';

/** Which outcomes an answer may say, by what was decided: the vault refuses all others. */
function outcomesFor({ state }: WholeRequest): readonly Outcome[] {
  if (state === 'not_identified') return ['not_identified'];
  if (state === 'refused') return ['refused'];
  if (state === 'forwarded') return ['forwarded'];
  return ['fulfilled', 'partly', 'deferred', 'nothing_found'];
}

/** Drafts the letter, lets the person change it, and keeps what was sent in the request's file. */
export function Answer({ request, onClose }: { request: WholeRequest; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const outcomes = outcomesFor(request);
  const [contact, setContact] = useState('');
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<Outcome | ''>(outcomes.length === 1 ? (outcomes[0] ?? '') : '');
  const draft = useMutation({
    mutationFn: () => requestActs.draft(request.id, contact.trim()),
    onSuccess: (letter) => {
      setText(letter.text);
      announce(t('requests.answer.drafted'));
    },
  });
  const answer = useMutation({
    mutationFn: async () => outcome !== '' && requestActs.answer(request.id, { outcome, text }),
    onSuccess: async () => {
      announce(t('requests.answer.done'));
      await client.invalidateQueries({ queryKey: ['requests'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('requests.answer.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          answer.mutate();
        }}
      >
        <p>{t('requests.answer.intro')}</p>
        <div className={styles.withButton}>
          <TextInput
            data-autofocus
            label={t('requests.answer.contact')}
            description={t('requests.answer.contactRule')}
            maxLength={300}
            value={contact}
            onChange={(event) => setContact(event.currentTarget.value)}
          />
          <Button
            variant="default"
            loading={draft.isPending}
            disabled={contact.trim() === ''}
            onClick={() => draft.mutate()}
          >
            {t('requests.answer.draft')}
          </Button>
        </div>
        <FormAlert error={draft.error} />
        <Textarea
          label={t('requests.answer.text')}
          description={t('requests.answer.textRule')}
          required
          lang={request.language}
          maxLength={50_000}
          autosize
          minRows={6}
          maxRows={16}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('requests.answer.outcome')}
          required
          value={outcome}
          data={[
            { value: '', label: t('filters.choose'), disabled: true },
            ...outcomes.map((value) => ({ value, label: t(`requests.outcome.${value}`) })),
          ]}
          onChange={(event) => setOutcome(outcomes.find((code) => code === event.currentTarget.value) ?? '')}
        />
        <FormAlert error={answer.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={answer.isPending} disabled={outcome === '' || text.trim() === ''}>
            {t('requests.answer.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
