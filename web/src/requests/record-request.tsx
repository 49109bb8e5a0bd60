import { Button, Checkbox, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { longDay, shortId } from '../i18n/formats';
import { SubjectField } from '../library/subject-field';
import { announce } from '../parts/announce';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { FormAlert } from '../session/form-alert';
import { useMay } from '../session/use-session';
import { useNames } from '../shell/use-names';
import { requestActs, type Regime, type RequestType, type SubjectRequest } from './request-api';
import { regimes, types } from './request-lists';
import styles from './requests.module.css';

const channels = ['email', 'post', 'phone', 'in_person', 'form', 'helpdesk'] as const;
const languages = ['en', 'de', 'hi'] as const;

interface Recorded {
  type: RequestType | '';
  regime: Regime | '';
  jurisdiction: string;
  channel: (typeof channels)[number] | '';
  language: (typeof languages)[number];
  received: string;
  byNominee: boolean;
  text: string;
  contact: string;
}

const none: Recorded = {
  ...{ type: '', regime: '', jurisdiction: '', channel: '', language: 'en' },
  ...{ received: '', byNominee: false, text: '', contact: '' },
};

/** Noon of a day in the person's own zone: the vault counts from the day. */
function noonOf(day: string): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), 12).toISOString() : undefined;
}

/** Staff write down what somebody asked for, whichever way it came. */
export function RecordRequest({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [receipt, setReceipt] = useState<SubjectRequest | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(receipt ? 'requests.record.done' : 'requests.record.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      {receipt ? (
        <Receipt request={receipt} onClose={onClose} />
      ) : (
        <RecordForm onRecorded={setReceipt} onClose={onClose} />
      )}
    </Modal>
  );
}

function RecordForm({ onRecorded, onClose }: { onRecorded: (request: SubjectRequest) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const can = useMay();
  const [facts, setFacts] = useState(none);
  const [subject, setSubject] = useState('');
  const set = (some: Partial<Recorded>) => setFacts({ ...facts, ...some });
  const record = useMutation({
    mutationFn: async () => {
      const { type, regime, channel, received, text, contact, ...rest } = facts;
      if (type === '' || regime === '' || channel === '') return;
      const receivedAt = noonOf(received);
      return requestActs.record({
        ...{ ...rest, type, regime, channel },
        ...(receivedAt === undefined ? {} : { receivedAt }),
        ...(subject === '' ? {} : { subject }),
        ...(text.trim() === '' ? {} : { text }),
        ...(contact.trim() === '' ? {} : { contact }),
      });
    },
    onSuccess: async (request) => {
      if (request === undefined) return;
      announce(t('requests.record.done'));
      if (!can('requests')) {
        onRecorded(request);
        return;
      }
      await client.invalidateQueries({ queryKey: ['requests'] });
      await navigate({ to: '/requests/$id', params: { id: request.id } });
      onClose();
    },
  });
  const complete = facts.type !== '' && facts.regime !== '' && facts.jurisdiction !== '' && facts.channel !== '';
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) record.mutate();
      }}
    >
      <p className={styles.second}>{t('requests.record.intro')}</p>
      <Choices facts={facts} onChange={set} />
      <SubjectField fromTicket={null} value={subject} nobody={t('requests.record.noSubject')} onFound={setSubject} />
      <Checkbox
        label={t('requests.record.byNominee')}
        checked={facts.byNominee}
        onChange={(event) => set({ byNominee: event.currentTarget.checked })}
      />
      <Textarea
        label={t('requests.record.text')}
        description={t('requests.record.textRule')}
        maxLength={20_000}
        autosize
        minRows={3}
        maxRows={10}
        value={facts.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <TextInput
        label={t('requests.record.contact')}
        maxLength={1_000}
        autoComplete="off"
        value={facts.contact}
        onChange={(event) => set({ contact: event.currentTarget.value })}
      />
      <FormAlert error={record.error} />
      <div className={styles.actions}>
        <Button variant="default" onClick={onClose}>
          {t('parts.cancel')}
        </Button>
        <Button type="submit" loading={record.isPending} disabled={!complete}>
          {t('requests.record.submit')}
        </Button>
      </div>
    </form>
  );
}

function Choices({ facts, onChange }: { facts: Recorded; onChange: (some: Partial<Recorded>) => void }) {
  const { t } = useTranslation();
  const { meta } = useNames();
  const listed = (codes: readonly string[], group: string) =>
    codes.map((code) => ({ code, name: t(`requests.${group}.${code}`) }));
  const choice = (
    name: 'type' | 'regime' | 'jurisdiction' | 'channel',
    list: readonly { code: string; name: string }[],
  ) => (
    <NativeSelect
      label={t(`requests.record.${name}`)}
      required
      value={facts[name]}
      // Nothing is chosen for the person: law and channel decide which clocks run.
      data={[
        { value: '', label: t('filters.choose'), disabled: true },
        ...list.map(({ code, name: label }) => ({ value: code, label })),
      ]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <div className={styles.fields}>
      {choice('type', listed(types, 'type'))}
      {choice('regime', listed(regimes, 'regime'))}
      {choice('jurisdiction', meta?.jurisdictions ?? [])}
      {choice('channel', listed(channels, 'channel'))}
      <TextInput
        type="date"
        label={t('requests.record.received')}
        description={t('requests.record.receivedRule')}
        value={facts.received}
        onChange={(event) => onChange({ received: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('requests.record.language')}
        description={t('requests.record.languageRule')}
        value={facts.language}
        data={languages.map((value) => ({ value, label: t(`requests.language.${value}`) }))}
        onChange={(event) =>
          onChange({ language: languages.find((code) => code === event.currentTarget.value) ?? 'en' })
        }
      />
    </div>
  );
}

/** For whoever may not see the register: what to tell the person, and nothing else. */
function Receipt({ request, onClose }: { request: SubjectRequest; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.form}>
      <p>{t('requests.record.receipt')}</p>
      <Facts
        rows={[
          [
            t('requests.column.request'),
            <Copyable
              key="id"
              value={request.id}
              shown={shortId('r', request.id)}
              label={t('requests.column.request')}
            />,
          ],
          [t('requests.column.type'), t(`requests.type.${request.type}`)],
          [t('requests.column.due'), request.dueOn === null ? t('requests.noDay') : longDay(request.dueOn)],
        ]}
      />
      <div className={styles.actions}>
        <Button onClick={onClose}>{t('parts.close')}</Button>
      </div>
    </div>
  );
}
