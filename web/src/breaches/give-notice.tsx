import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../parts/announce';
import form from '../requests/requests.module.css';
import { FormAlert, FormNotice } from '../session/form-alert';
import { breachActs, type BreachNotice, type Language, type WholeBreach } from './breach-api';
import { instantOf } from './local-time';
import { useBreachStep } from './use-breach-step';

const languages = ['en', 'de', 'hi'] as const satisfies readonly Language[];

interface Props {
  breach: WholeBreach;
  notice: BreachNotice;
  onClose: () => void;
}

interface Written {
  text: string;
  reference: string;
  given: string;
  lateReason: string;
}

/** For the vault: what was left empty is left out. */
function bodyOf({ text, reference, given, lateReason }: Written) {
  const givenAt = instantOf(given);
  return {
    text,
    ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
    ...(lateReason.trim() === '' ? {} : { lateReason }),
    ...(givenAt === undefined ? {} : { givenAt }),
  };
}

/** Drafts a notice, lets the person change it, and keeps what was sent. Sending is an act of people. */
export function GiveNotice({ breach, notice, onClose }: Props) {
  const { t } = useTranslation();
  const [written, setWritten] = useState<Written>({ text: '', reference: '', given: '', lateReason: '' });
  const [language, setLanguage] = useState<Language>('en');
  const step = useBreachStep(t('breaches.give.done'), onClose);
  const set = (some: Partial<Written>) => setWritten({ ...written, ...some });
  const late = notice.dueAt !== null && new Date(instantOf(written.given) ?? Date.now()) > new Date(notice.dueAt);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t(`breaches.notice.name.${notice.code}`)}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          step.mutate(() => breachActs.give(breach.id, notice.code, bodyOf(written)));
        }}
      >
        <p className={form.second}>{t('breaches.give.intro')}</p>
        <Drafting {...{ breach, notice, language }} onLanguage={setLanguage} onDrafted={(text) => set({ text })} />
        <Textarea
          label={t('breaches.give.text')}
          description={t('breaches.give.textRule')}
          required
          lang={notice.duty === 'notify_persons' ? language : undefined}
          maxLength={50_000}
          autosize
          minRows={6}
          maxRows={16}
          value={written.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <div className={form.fields}>
          <TextInput
            label={t('breaches.give.reference')}
            description={t('breaches.give.referenceRule')}
            maxLength={100}
            autoComplete="off"
            value={written.reference}
            onChange={(event) => set({ reference: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            label={t('breaches.give.given')}
            description={t('breaches.give.givenRule')}
            value={written.given}
            onChange={(event) => set({ given: event.currentTarget.value })}
          />
        </div>
        {late && (
          <Textarea
            required
            label={t('breaches.give.lateReason')}
            description={t('breaches.give.lateRule')}
            maxLength={5_000}
            autosize
            minRows={2}
            value={written.lateReason}
            onChange={(event) => set({ lateReason: event.currentTarget.value })}
          />
        )}
        <FormAlert error={step.error} />
        <div className={form.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button
            type="submit"
            loading={step.isPending}
            disabled={written.text.trim() === '' || (late && written.lateReason.trim() === '')}
          >
            {t('breaches.give.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface DraftingProps extends Pick<Props, 'breach' | 'notice'> {
  language: Language;
  onLanguage: (language: Language) => void;
  onDrafted: (text: string) => void;
}

function Drafting({ breach, notice, language, onLanguage, onDrafted }: DraftingProps) {
  const { t } = useTranslation();
  const [contact, setContact] = useState('');
  const persons = notice.duty === 'notify_persons';
  const draft = useMutation({
    mutationFn: () =>
      breachActs.draft(breach.id, notice.code, { contact: contact.trim(), ...(persons ? { language } : {}) }),
    onSuccess: ({ text }) => {
      onDrafted(text);
      announce(t('breaches.give.drafted'));
    },
  });
  return (
    <>
      {persons && (
        <NativeSelect
          label={t('breaches.give.language')}
          value={language}
          data={languages.map((value) => ({ value, label: t(`requests.language.${value}`) }))}
          onChange={(event) => onLanguage(languages.find((code) => code === event.currentTarget.value) ?? 'en')}
        />
      )}
      <div className={form.withButton}>
        <TextInput
          data-autofocus
          label={t('breaches.give.contact')}
          description={t('breaches.give.contactRule')}
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
          {t('breaches.give.draft')}
        </Button>
      </div>
      <FormAlert error={draft.error} />
      {draft.data && draft.data.missing.length > 0 && (
        <FormNotice>
          {t('breaches.give.missing', {
            facts: draft.data.missing.map((fact) => t(`breaches.missing.${fact}`)).join(', '),
          })}
        </FormNotice>
      )}
    </>
  );
}
