import { ActionIcon, Button } from '@mantine/core';
import {
  IconBan,
  IconEye,
  IconEyeOff,
  IconKey,
  IconLock,
  IconShieldExclamation,
  IconTicket,
  IconX,
} from '@tabler/icons-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import type { MediaItem, View } from '../api/types';
import { clockTime, count } from '../i18n/formats';
import { Loading, Notice, ProblemText } from '../parts/page-states';
import { useMay, useSession } from '../session/use-session';
import { setPurposeBar } from '../shell/purpose-bar-state';
import { useNames } from '../shell/use-names';
import type { WorkingUnder } from '../shell/working-under';
import { ImageViewer } from './image-viewer';
import { SoundViewer } from './sound-viewer';
import { useView, type OpenView } from './use-view';
import { VideoViewer } from './video-viewer';
import styles from './viewer.module.css';
import { Watermark } from './watermark';

// The reader of PDFs is large, and most items are pictures.
const PdfViewer = lazy(() => import('./pdf-viewer'));

/** Where the item is seen. Nothing is fetched before the reveal, and the reveal is an entry of the log. */
export function Viewer({ item, under, onAsk }: { item: MediaItem; under: WorkingUnder | null; onAsk: () => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const opened = useView(item.id);
  if (opened.view) return <Opened item={item} view={opened.view} under={under} onClose={opened.close} />;
  return (
    <section className={styles.card} aria-label={t('item.viewer')}>
      <div className={styles.well} data-closed="true">
        <Silhouette type={item.contentType} />
        <div className={styles.veil}>
          <Closed item={item} under={under} opened={opened} onAsk={onAsk} className={names.classOf(item.class)} />
        </div>
      </div>
    </section>
  );
}

function Closed({
  item,
  under,
  opened,
  onAsk,
  className,
}: {
  item: MediaItem;
  under: WorkingUnder | null;
  opened: OpenView;
  onAsk: () => void;
  className: string;
}) {
  const { t } = useTranslation();
  const can = useMay();
  const names = useNames();
  if (item.state !== 'available') {
    return (
      <Notice icon={IconShieldExclamation} tone="attention" title={t(`item.blocked.${item.state}`)}>
        <p>{t(`item.blockedText.${item.state}`)}</p>
      </Notice>
    );
  }
  if (!can('open')) {
    return (
      <Notice icon={IconLock} tone="attention" title={t('item.noOpening')}>
        <p>{t('item.noOpeningText')}</p>
      </Notice>
    );
  }
  if (opened.error !== null) return <Refused opened={opened} under={under} onAsk={onAsk} />;
  if (under === null) {
    return (
      <Notice
        icon={IconTicket}
        title={t('item.needsTicket')}
        actions={
          <Button leftSection={<IconTicket size={16} stroke={1.8} />} onClick={() => setPurposeBar(true)}>
            {t('purpose.choose')}
          </Button>
        }
      >
        <p>{t('item.needsTicketText')}</p>
      </Notice>
    );
  }
  return (
    <Notice
      icon={opened.ended === null ? IconEye : IconEyeOff}
      title={t(opened.ended === null ? 'item.covered' : `item.ended.${opened.ended}`, { what: className })}
      actions={
        <Button
          leftSection={<IconEye size={16} stroke={1.8} />}
          loading={opened.opening}
          onClick={() => opened.open(under)}
        >
          {t('item.reveal')}
        </Button>
      }
    >
      <p>{t('item.revealText', { ticket: under.ticket.id, purpose: names.purposeOf(under.purpose) })}</p>
    </Notice>
  );
}

/** Which right is missing and who can give it; never a hint of what else may be there. */
function Refused({ opened, under, onAsk }: { opened: OpenView; under: WorkingUnder | null; onAsk: () => void }) {
  const { t } = useTranslation();
  const can = useMay();
  const problem = asProblem(opened.error);
  const byGrant = ['grant_required', 'grant_expired', 'grant_exhausted', 'grant_revoked', 'forbidden'].includes(
    problem.code,
  );
  return (
    <div role="alert">
      <Notice
        icon={IconBan}
        tone="danger"
        title={t('item.refused')}
        actions={
          <>
            {byGrant && can('askGrant') && (
              <Button leftSection={<IconKey size={16} stroke={1.8} />} onClick={onAsk}>
                {t('item.askGrant')}
              </Button>
            )}
            {under !== null && (
              <Button variant="default" loading={opened.opening} onClick={() => opened.open(under)}>
                {t('states.retry')}
              </Button>
            )}
          </>
        }
      >
        <ProblemText problem={problem} />
        <p>{t('item.refusedLogged')}</p>
      </Notice>
    </div>
  );
}

interface OpenedProps {
  item: MediaItem;
  view: View;
  under: WorkingUnder | null;
  onClose: () => void;
}

function Opened({ item, view, under, onClose }: OpenedProps) {
  const { t } = useTranslation();
  const { classOf } = useNames();
  const { actor } = useSession();
  const [covered, setCovered] = useState(false);
  const source = `/v1/views/${view.id}/content`;
  const name = t('item.alt', { what: classOf(item.class), n: count(view.entry) });
  const mark = [t('item.entry', { n: count(view.entry) }), actor.displayName, under?.ticket.id]
    .filter(Boolean)
    .join(' · ');
  const status: ReactNode = (
    <span className={styles.status}>
      {t('item.viewIs')} <code>{count(view.entry)}</code> · {t('item.closesAt', { at: clockTime(view.expiresAt) })}
    </span>
  );
  const controls = (
    <>
      <ActionIcon
        variant="default"
        size={30}
        aria-pressed={covered}
        onClick={() => setCovered(!covered)}
        aria-label={t('item.cover')}
        title={t('item.cover')}
      >
        {covered ? <IconEye size={16} stroke={1.8} /> : <IconEyeOff size={16} stroke={1.8} />}
      </ActionIcon>
      <Button size="compact-sm" variant="default" leftSection={<IconX size={14} />} onClick={onClose}>
        {t('item.closeView')}
      </Button>
      {status}
    </>
  );
  return (
    <section className={styles.card} aria-label={t('item.viewer')} data-covered={covered}>
      <Suspense fallback={<Loading />}>
        <Content
          type={view.content.type}
          source={source}
          length={view.content.length}
          name={name}
          overlay={<Watermark text={mark} />}
          controls={controls}
        />
      </Suspense>
    </section>
  );
}

export interface ContentProps {
  source: string;
  length: number;
  name: string;
  overlay: ReactNode;
  controls: ReactNode;
}

function Content({ type, ...props }: ContentProps & { type: string }) {
  if (type === 'application/pdf') return <PdfViewer {...props} />;
  if (type.startsWith('video/')) return <VideoViewer {...props} />;
  if (type.startsWith('audio/')) return <SoundViewer {...props} />;
  return <ImageViewer {...props} />;
}

/** A shape that is no picture: what lies behind has not been fetched. */
function Silhouette({ type }: { type: string | null }) {
  const wide = /^(video|audio)\//.test(type ?? '');
  return (
    <svg className={styles.silhouette} viewBox="0 0 560 360" preserveAspectRatio="xMidYMid meet" aria-hidden>
      <rect x="20" y="20" width="520" height="320" rx="16" fill="var(--surface)" />
      {!wide && <rect x="50" y="90" width="130" height="170" rx="10" fill="var(--scale2)" />}
      {[70, 110, 150, 190, 230].map((y, row) => (
        <rect
          key={y}
          x={wide ? 60 : 215}
          y={y}
          width={(wide ? 430 : 280) - row * 28}
          height="16"
          rx="6"
          fill="var(--scale3)"
        />
      ))}
      <rect x="50" y="285" width="450" height="14" rx="4" fill="var(--scale2)" />
    </svg>
  );
}
