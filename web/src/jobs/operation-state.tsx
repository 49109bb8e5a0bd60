import {
  IconBan,
  IconCircleCheck,
  IconHourglass,
  IconProgress,
  IconAlertTriangle,
  type Icon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../api/types';
import { count } from '../i18n/formats';
import { Badge, type Tone } from '../parts/badge';

const states: Record<Operation['state'], { tone: Tone; icon: Icon }> = {
  queued: { tone: 'plain', icon: IconHourglass },
  running: { tone: 'accent', icon: IconProgress },
  succeeded: { tone: 'verified', icon: IconCircleCheck },
  failed: { tone: 'danger', icon: IconAlertTriangle },
  cancelled: { tone: 'plain', icon: IconBan },
};

export function isOpen({ state }: Operation): boolean {
  return state === 'queued' || state === 'running';
}

export function OperationBadge({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  const key = isOpen(operation) && operation.cancelAsked ? 'cancelling' : operation.state;
  return <Badge {...states[operation.state]}>{t(`jobs.state.${key}`)}</Badge>;
}

/** Percent only from counts; else it counts up. */
export function progressOf({ done, total }: Operation, t: TFunction): string {
  if (total === null || total === 0) return done === 0 ? '' : t('jobs.done', { done: count(done) });
  return t('jobs.doneOf', { done: count(done), total: count(total), percent: Math.floor((100 * done) / total) });
}
