import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEyeOff, IconFileZip, IconKey, IconListDetails, IconScanEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiCall } from '../api/calls';
import { questions } from '../api/questions';
import type { MediaItem } from '../api/types';
import { AskGrant } from '../grants/ask-grant';
import { shortId } from '../i18n/formats';
import { Badge, MediaStateBadge } from '../parts/badge';
import { Copyable } from '../parts/copyable';
import { PageHead } from '../parts/page-head';
import { Answered } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { useKeys } from '../shell/keys';
import { useNames } from '../shell/use-names';
import { useOwnTickets } from '../shell/use-own-tickets';
import { useWorkingUnder, workUnder, type WorkingUnder } from '../shell/working-under';
import { OrderEvidence } from '../jobs/order-evidence';
import { Custody } from './custody';
import { ItemFacts } from './item-facts';
import styles from './item-page.module.css';
import { Viewer } from './viewer';

/** One item: what it is, its picture when revealed, and everything that happened to it. */
export function ItemPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/item/$id' });
  const item = useQuery(questions.item(id));
  return (
    <>
      {!item.data && <PageHead title={t('item.name')} />}
      <Answered of={item} rows={10}>
        {(data) => <Item key={data.id} item={data} />}
      </Answered>
    </>
  );
}

/** The purpose comes from the ticket: where the item's ticket is the person's own, nobody is asked. */
function useTicketOf(item: MediaItem, under: WorkingUnder | null): void {
  const tickets = useOwnTickets();
  const own = tickets.find((ticket) =>
    item.tickets.concat(item.ticket ?? []).some(({ system, id }) => system === ticket.system && id === ticket.id),
  );
  useEffect(() => {
    if (under === null && own) workUnder({ ticket: { system: own.system, id: own.id }, purpose: own.purpose });
  }, [under, own]);
}

function callsOf(item: MediaItem, under: WorkingUnder | null): ApiCall[] {
  const body = {
    ticket: under?.ticket ?? { system: '…', id: '…' },
    purpose: under?.purpose ?? '…',
    rendition: 'original',
  };
  return [
    { method: 'GET', path: `/v1/media/${item.id}` },
    { method: 'GET', path: `/v1/media/${item.id}/why` },
    { method: 'POST', path: `/v1/media/${item.id}/views`, body },
    {
      method: 'GET',
      path: `/v1/media/${item.id}/content`,
      headers: {
        'Vault-Ticket': `${body.ticket.system}/${body.ticket.id}`,
        'Vault-Purpose': body.purpose,
        Range: 'bytes=0-1048575',
      },
    },
  ];
}

function Item({ item }: { item: MediaItem }) {
  const { t } = useTranslation();
  const names = useNames();
  const can = useMay();
  const navigate = useNavigate();
  const under = useWorkingUnder();
  const [asking, ask] = useDisclosure(false);
  useTicketOf(item, under);
  const toLog = () => can('log') && void navigate({ to: '/log', search: { media: item.id } });
  const [ordering, order] = useDisclosure(false);
  useKeys({ l: toLog, e: () => can('orderEvidence') && order.open() });
  return (
    <>
      <PageHead
        title={names.classOf(item.class)}
        calls={callsOf(item, under)}
        beside={
          <>
            <MediaStateBadge state={item.state} />
            <Badge icon={IconEyeOff}>{t('item.notMasked')}</Badge>
            <Badge icon={IconScanEye} tone="attention">
              {t('item.notScanned')}
            </Badge>
            <Copyable value={item.id} shown={shortId('m', item.id)} label={t('library.column.item')} />
          </>
        }
        actions={
          <>
            {can('log') && (
              <Button variant="default" leftSection={<IconListDetails size={16} stroke={1.8} />} onClick={toLog}>
                {t('item.whoOpened')}
              </Button>
            )}
            {can('orderEvidence') && (
              <Button variant="default" leftSection={<IconFileZip size={16} stroke={1.8} />} onClick={order.open}>
                {t('order.button')}
              </Button>
            )}
            {can('askGrant') && (
              <Button variant="default" leftSection={<IconKey size={16} stroke={1.8} />} onClick={ask.open}>
                {t('item.askGrant')}
              </Button>
            )}
            {can('giveGrant') && (
              <Button leftSection={<IconKey size={16} stroke={1.8} />} onClick={ask.open}>
                {t('item.giveGrant')}
              </Button>
            )}
          </>
        }
      />
      <div className={styles.columns}>
        <Viewer item={item} under={under} onAsk={ask.open} />
        <ItemFacts item={item} />
      </div>
      <Custody item={item} />
      {ordering && <OrderEvidence filters={{ media: item.id }} onClose={order.close} />}
      {asking && <AskGrant media={item} onClose={ask.close} />}
    </>
  );
}
