import { ActionIcon, Indicator, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { Notification } from '../api/types';
import { shortTime } from '../i18n/formats';
import styles from './bell.module.css';

/** What the vault has told this person; opening the list marks what it shows as read. */
export function Bell() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery(questions.notifications());
  const [opened, setOpened] = useState(false);
  const mark = useMutation({
    mutationFn: acts.markRead,
    onSuccess: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
  const items = data?.items ?? [];
  const unread = data?.unread ?? 0;
  const toggle = (open: boolean) => {
    setOpened(open);
    const fresh = items.filter(({ readAt }) => readAt === null).map(({ id }) => id);
    // Marked on leaving: until then the list shows what is new.
    if (!open && fresh.length > 0) mark.mutate(fresh);
  };
  return (
    <Popover opened={opened} onChange={toggle} position="bottom-end" width={340} trapFocus>
      <Indicator disabled={unread === 0} label={unread >= 100 ? '99+' : unread} size={16}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('bell.label', { count: unread })}
            onClick={() => toggle(!opened)}
          >
            <IconBell size={16} stroke={1.8} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t('bell.name')}>
        {items.length === 0 ? (
          <p className={styles.empty}>{t('bell.empty')}</p>
        ) : (
          <ul className={styles.list}>
            {items.map((item) => (
              <li key={item.id} data-new={item.readAt === null}>
                <News item={item} onFollow={() => toggle(false)} />
              </li>
            ))}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function News({ item: { kind, body, writtenAt }, onFollow }: { item: Notification; onFollow: () => void }) {
  const { t } = useTranslation();
  const at = <small>{shortTime(writtenAt)}</small>;
  if (kind === 'search.matched')
    return (
      <Link to="/log" search={{ entry: Number(body.to), from: 'all' }} onClick={onFollow}>
        {t('bell.searchMatched', { count: Number(body.count) })}
        {at}
      </Link>
    );
  if (kind === 'alert.raised')
    return (
      <Link to="/alerts" onClick={onFollow}>
        {t('bell.alertRaised', { rule: t(`alerts.rule.${String(body.rule)}`) })}
        {at}
      </Link>
    );
  const place = placesOf[kind];
  if (place?.to)
    return (
      <Link to={place.to} onClick={onFollow}>
        {t(place.text)}
        {at}
      </Link>
    );
  return (
    <span>
      {t(place?.text ?? 'bell.other')}
      {at}
    </span>
  );
}

/** News that is said in one sentence, and the page for it; a custodian has none. */
const placesOf: Readonly<
  Record<string, { readonly to: '/breaches' | '/holds' | '/keys' | '/retention' | null; readonly text: string }>
> = {
  'breach.recorded': { to: '/breaches', text: 'bell.breachRecorded' },
  'breach.notice_due': { to: '/breaches', text: 'bell.breachNoticeDue' },
  'hold.notice': { to: null, text: 'bell.holdNotice' },
  'hold.unconfirmed': { to: '/holds', text: 'bell.holdUnconfirmed' },
  'keys.escrow.overdue': { to: '/keys', text: 'bell.escrowOverdue' },
  'disposition.missed': { to: '/retention', text: 'bell.dispositionMissed' },
  'disposition.notice_due': { to: '/retention', text: 'bell.noticeDue' },
  'disposition.unclassified': { to: '/retention', text: 'bell.unclassified' },
};
