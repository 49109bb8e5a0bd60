import { Button, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import type { MediaItem } from '../api/types';
import { clockTime, shortId } from '../i18n/formats';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import { useMay, useSession } from '../session/use-session';
import { useNames } from '../shell/use-names';
import { useWorkingUnder } from '../shell/working-under';
import styles from './grants.module.css';

const hourMillis = 3_600_000;
const hours = [1, 4, 8, 24, 72] as const;

/** Asks for the original of an item or, where the role gives grants, gives it to somebody else; never to oneself. */
export function AskGrant({ media, onClose }: { media: MediaItem; onClose: () => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const can = useMay();
  const { actor } = useSession();
  const under = useWorkingUnder();
  const client = useQueryClient();
  const gives = can('giveGrant');
  const purposes =
    names.meta?.purposes.filter(({ roles }) => gives || actor.roles.some((role) => roles.includes(role))) ?? [];
  const ticket = under?.ticket ?? media.ticket;
  const [receiver, setReceiver] = useState('');
  const [system, setSystem] = useState(ticket?.system ?? 'own');
  const [ticketId, setTicketId] = useState(ticket?.id ?? '');
  const [purpose, setPurpose] = useState(under?.purpose ?? media.purpose);
  const [lasts, setLasts] = useState('8');
  const [maxViews, setMaxViews] = useState<number>(3);
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: acts.askGrant,
    onSuccess: async () => {
      announce(t(gives ? 'grants.given' : 'grants.asked'));
      await client.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate({
      ...(gives ? { actor: receiver.trim() } : {}),
      media: media.id,
      ticket: { system: system.trim(), id: ticketId.trim() },
      purpose,
      rendition: 'original',
      expiresAt: new Date(Date.now() + Number(lasts) * hourMillis).toISOString(),
      maxViews,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(gives ? 'grants.giveTitle' : 'grants.askTitle', { what: names.classOf(media.class) })}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.second}>
          {t(gives ? 'grants.giveIntro' : 'grants.askIntro', { id: shortId('m', media.id) })}
        </p>
        {gives && (
          <TextInput
            label={t('grants.receiver')}
            description={t('grants.receiverRule')}
            required
            value={receiver}
            onChange={(event) => setReceiver(event.currentTarget.value)}
          />
        )}
        <div className={styles.columns}>
          <TextInput
            label={t('purpose.system')}
            required
            value={system}
            onChange={(event) => setSystem(event.currentTarget.value)}
          />
          <TextInput
            label={t('purpose.ticketId')}
            required
            value={ticketId}
            onChange={(event) => setTicketId(event.currentTarget.value)}
          />
        </div>
        <NativeSelect
          label={t('purpose.purpose')}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
          data={purposes.map(({ code, name }) => ({ value: code, label: name }))}
        />
        <div className={styles.columns}>
          <NativeSelect
            label={t('grants.lasts')}
            description={t('grants.until', {
              at: clockTime(new Date(Date.now() + Number(lasts) * hourMillis).toISOString()),
            })}
            value={lasts}
            onChange={(event) => setLasts(event.currentTarget.value)}
            data={hours.map((value) => ({ value: String(value), label: t('grants.hours', { count: value }) }))}
          />
          <NumberInput
            label={t('grants.maxViews')}
            description={t('grants.maxViewsRule')}
            min={1}
            max={50}
            value={maxViews}
            onChange={(value) => setMaxViews(Number(value))}
          />
        </div>
        <Textarea
          label={t('grants.reason')}
          description={t('grants.reasonRule')}
          required
          minRows={2}
          autosize
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FormAlert error={ask.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={ask.isPending}>
            {t(gives ? 'grants.give' : 'grants.ask')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
