import { IconAlertTriangle, IconScanEye } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MediaItem } from '../api/types';
import { longTime, shortHash, shortId, size } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { useNames } from '../shell/use-names';
import { ticketText } from '../shell/working-under';
import styles from './item-page.module.css';
import facts from './item-facts.module.css';
import { SecretCard } from './secret-card';
import { WhyCard } from './why-card';

/** What is known of the item without opening it. */
export function ItemFacts({ item }: { item: MediaItem }) {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const channel = i18n.exists(`channels.${item.channel}`) ? t(`channels.${item.channel}`) : item.channel;
  return (
    <div className={styles.side}>
      <Card title={t('item.whatItIs')}>
        <Facts
          rows={[
            [
              t('library.column.subject'),
              <Copyable
                key="subject"
                value={item.subject}
                shown={shortId('s', item.subject)}
                label={t('library.column.subject')}
              />,
            ],
            [
              t('library.column.class'),
              <span key="class">
                {names.classOf(item.class)} {item.kyc && <Badge tone="accent">KYC</Badge>}
              </span>,
            ],
            [t('library.column.ticket'), <Tickets key="tickets" item={item} />],
            [t('item.received'), t('item.receivedBy', { at: longTime(item.receivedAt), channel })],
            [t('item.content'), `${item.contentType ?? t('item.unknownType')} · ${size(item.length)}`],
            ...(item.fileName === null ? [] : [[t('item.fileName'), item.fileName] as const]),
            [t('item.sealed'), 'AES-256-GCM'],
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
      </Card>
      <WhyCard item={item} />
      <SecretCard item={item} />
      <Card title={t('item.findings')}>
        <ul className={facts.findings}>
          {item.quarantineReasons.map((reason) => (
            <li key={reason} data-tone="attention">
              <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
              {i18n.exists(`quarantine.${reason}`) ? t(`quarantine.${reason}`) : reason}
            </li>
          ))}
          <li data-tone="attention">
            <IconScanEye size={16} stroke={1.8} aria-hidden />
            {t('item.notScannedText')}
          </li>
        </ul>
      </Card>
    </div>
  );
}

function Tickets({ item }: { item: MediaItem }) {
  const all = item.tickets.length > 0 ? item.tickets : item.ticket ? [item.ticket] : [];
  return (
    <span className={facts.tickets}>
      {all.map((ticket) => (
        <Link key={ticketText(ticket)} to="/library" search={{ ticket: ticketText(ticket) }} title={ticketText(ticket)}>
          {ticket.id}
        </Link>
      ))}
    </span>
  );
}
