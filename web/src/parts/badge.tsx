import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleCheck,
  IconCloudDownload,
  IconShieldExclamation,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogEntry, MediaState } from '../api/types';
import styles from './badge.module.css';

export type Tone = 'plain' | 'accent' | 'verified' | 'attention' | 'danger' | 'held';

/** A state: always a word with its icon and colour, never a colour alone. */
export function Badge({
  tone = 'plain',
  icon: Mark,
  children,
  title,
}: {
  tone?: Tone;
  icon?: Icon;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      {Mark && <Mark size={14} stroke={1.8} aria-hidden />}
      {children}
    </span>
  );
}

const mediaStates: Record<MediaState, { tone: Tone; icon: Icon }> = {
  receiving: { tone: 'plain', icon: IconCloudDownload },
  quarantined: { tone: 'attention', icon: IconShieldExclamation },
  available: { tone: 'verified', icon: IconCircleCheck },
  destroyed: { tone: 'plain', icon: IconBan },
};

export function MediaStateBadge({ state }: { state: MediaState }) {
  const { t } = useTranslation();
  return <Badge {...mediaStates[state]}>{t(`media.state.${state}`)}</Badge>;
}

const decisions: Record<LogEntry['decision'], { tone: Tone; icon: Icon }> = {
  allow: { tone: 'verified', icon: IconCheck },
  deny: { tone: 'danger', icon: IconBan },
  error: { tone: 'attention', icon: IconAlertTriangle },
};

export function DecisionBadge({ decision }: { decision: LogEntry['decision'] }) {
  const { t } = useTranslation();
  return <Badge {...decisions[decision]}>{t(`log.decision.${decision}`)}</Badge>;
}
