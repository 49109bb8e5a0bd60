import { Button, FileInput, Modal, NativeSelect, Progress } from '@mantine/core';
import { IconShieldCheck, IconUpload } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MediaItem, Meta } from '../api/types';
import { shortHash, size } from '../i18n/formats';
import { MediaStateBadge } from '../parts/badge';
import { ButtonLink } from '../parts/button-link';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { FormAlert } from '../session/form-alert';
import { TicketChoice } from '../shell/purpose-bar';
import { useNames } from '../shell/use-names';
import { useOwnTickets } from '../shell/use-own-tickets';
import { useWorkingUnder, workUnder, type WorkingUnder } from '../shell/working-under';
import { SubjectField } from './subject-field';
import styles from './take-in.module.css';
import { useIntake } from './use-intake';

/** Takes in one item under the ticket at hand, and ends in a receipt. */
export function TakeIn({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { meta } = useNames();
  const under = useWorkingUnder();
  const [receipt, setReceipt] = useState<MediaItem | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(receipt ? 'takeIn.receipt' : 'takeIn.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      {receipt ? (
        <Receipt item={receipt} onAgain={() => setReceipt(null)} onClose={onClose} />
      ) : under === null ? (
        <div className={styles.form}>
          <p>{t('takeIn.needsTicket')}</p>
          <TicketChoice under={null} onChosen={workUnder} />
        </div>
      ) : (
        meta && <TakeInForm meta={meta} under={under} onReceipt={setReceipt} />
      )}
    </Modal>
  );
}

interface FormProps {
  meta: Meta;
  under: WorkingUnder;
  onReceipt: (item: MediaItem) => void;
}

function TakeInForm({ meta, under, onReceipt }: FormProps) {
  const { t } = useTranslation();
  const names = useNames();
  const ticket = useOwnTickets().find(({ system, id }) => system === under.ticket.system && id === under.ticket.id);
  const [file, setFile] = useState<File | null>(null);
  const [facts, setFacts] = useState({ class: '', jurisdiction: '', legalBasis: '' });
  const [foundSubject, setFoundSubject] = useState<string | null>(null);
  const { sent, error, send, stop } = useIntake(onReceipt);
  const subject = foundSubject ?? ticket?.subject ?? '';
  const complete = file !== null && Object.values(facts).every((fact) => fact !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete)
      void send(
        { ticket: under.ticket, purpose: under.purpose, ...(subject === '' ? {} : { subject }), ...facts },
        file,
      );
  };
  const choice = (name: keyof typeof facts, list: readonly { code: string; name: string }[]) => (
    <NativeSelect
      label={t(`takeIn.${name}`)}
      required
      value={facts[name]}
      onChange={(event) => setFacts({ ...facts, [name]: event.currentTarget.value })}
      data={[
        { value: '', label: t('filters.choose'), disabled: true },
        ...list.map(({ code, name: label }) => ({ value: code, label })),
      ]}
    />
  );
  return (
    <form className={styles.form} onSubmit={submit}>
      <p className={styles.under}>
        {t('takeIn.under', { ticket: under.ticket.id, purpose: names.purposeOf(under.purpose) })}
      </p>
      <FileInput
        label={t('takeIn.file')}
        placeholder={t('takeIn.choose')}
        required
        leftSection={<IconUpload size={16} stroke={1.8} />}
        value={file}
        onChange={setFile}
      />
      <SubjectField
        fromTicket={ticket?.subject ?? null}
        value={subject}
        nobody={t('takeIn.noSubject')}
        onFound={setFoundSubject}
      />
      <div className={styles.columns}>
        {choice('class', meta.documentClasses)}
        {choice('jurisdiction', meta.jurisdictions)}
        {choice('legalBasis', meta.legalBases)}
      </div>
      {sent !== null && file !== null && <Sending sent={sent} of={file.size} />}
      <FormAlert error={error} />
      <div className={styles.actions}>
        {sent !== null && (
          <Button variant="default" onClick={stop}>
            {t('takeIn.cancel')}
          </Button>
        )}
        <Button type="submit" loading={sent !== null} disabled={!complete}>
          {t('takeIn.submit')}
        </Button>
      </div>
    </form>
  );
}

function Sending({ sent, of }: { sent: number; of: number }) {
  const { t } = useTranslation();
  const part = of === 0 ? 1 : Math.min(1, sent / of);
  const words = part < 1 ? t('takeIn.sending', { sent: size(Math.min(sent, of)), of: size(of) }) : t('takeIn.sealing');
  return (
    <div>
      <Progress value={part * 100} aria-label={words} />
      <p className={styles.under}>{words}</p>
    </div>
  );
}

function Receipt({ item, onAgain, onClose }: { item: MediaItem; onAgain: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { classOf } = useNames();
  return (
    <div className={styles.form}>
      <p className={styles.safe}>
        <IconShieldCheck size={20} stroke={1.8} aria-hidden />
        {t('takeIn.safe')}
      </p>
      <Facts
        rows={[
          [t('library.column.item'), <Copyable key="id" value={item.id} label={t('library.column.item')} />],
          [t('library.column.class'), classOf(item.class)],
          [t('library.column.state'), <MediaStateBadge key="state" state={item.state} />],
          [t('library.column.size'), size(item.length)],
          ...(item.sha256 === null
            ? []
            : [
                [
                  'SHA-256',
                  <Copyable key="hash" value={item.sha256} shown={shortHash(item.sha256)} label="SHA-256" />,
                ] as const,
              ]),
        ]}
      />
      <div className={styles.actions}>
        <Button variant="default" onClick={onAgain}>
          {t('takeIn.another')}
        </Button>
        <ButtonLink to="/item/$id" params={{ id: item.id }} onClick={onClose}>
          {t('takeIn.toItem')}
        </ButtonLink>
      </div>
    </div>
  );
}
