import {
  IconBan,
  IconChecks,
  IconCircleCheck,
  IconClock,
  IconClockPause,
  IconClockX,
  IconHourglass,
  IconId,
  IconListCheck,
  IconMailCheck,
  IconProgress,
  IconSend,
  IconUserQuestion,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { dayOf, longDay } from '../i18n/formats';
import { Badge, type Tone } from '../parts/badge';
import { bandOf, isPaused, type Band } from './days-left';
import type { SubjectRequest } from './request-api';

const states: Record<SubjectRequest['state'], { tone: Tone; icon: Icon }> = {
  received: { tone: 'attention', icon: IconHourglass },
  forwarded: { tone: 'attention', icon: IconSend },
  identity_pending: { tone: 'attention', icon: IconUserQuestion },
  confirmed: { tone: 'verified', icon: IconId },
  not_identified: { tone: 'danger', icon: IconUserQuestion },
  planned: { tone: 'accent', icon: IconListCheck },
  executing: { tone: 'accent', icon: IconProgress },
  carried_out: { tone: 'verified', icon: IconChecks },
  refused: { tone: 'danger', icon: IconBan },
  answered: { tone: 'verified', icon: IconMailCheck },
  closed: { tone: 'plain', icon: IconCircleCheck },
};

const urgency: Record<Band, Tone> = {
  ...{ overdue: 'danger', '0-3': 'attention', '4-7': 'attention' },
  ...{ '8-15': 'plain', '16+': 'plain', none: 'plain' },
};

export function RequestState({ state }: { state: SubjectRequest['state'] }) {
  const { t } = useTranslation();
  return <Badge {...states[state]}>{t(`requests.state.${state}`)}</Badge>;
}

/** How long there still is, with the last day; nothing once the person has been answered. */
export function DaysLeft({ request }: { request: SubjectRequest }) {
  const { t } = useTranslation();
  const { answeredAt, daysLeft, dueOn } = request;
  if (answeredAt !== null) return null;
  if (daysLeft === null || dueOn === null) return <Badge icon={IconClock}>{t('requests.noDay')}</Badge>;
  const paused = isPaused(request);
  const words = daysLeft < 0 ? t('requests.late', { count: -daysLeft }) : t('requests.left', { count: daysLeft });
  const mark = paused ? IconClockPause : daysLeft < 0 ? IconClockX : IconClock;
  return (
    <Badge tone={paused ? 'plain' : urgency[bandOf(request)]} icon={mark} title={longDay(dueOn)}>
      {words} · {dayOf(new Date(dueOn))}
      {paused && ` · ${t('requests.paused')}`}
    </Badge>
  );
}
