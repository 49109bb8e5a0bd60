import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconClock,
  IconClockX,
  IconHourglass,
  IconMailCheck,
  IconScale,
  IconShieldCheck,
  IconUrgent,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { exactTime, shortTime } from '../i18n/formats';
import { Badge, type Tone } from '../parts/badge';
import type { Breach, BreachNotice } from './breach-api';
import { clockLeft, urgencyOf, type Urgency } from './clock-left';

const states: Record<Breach['state'], { tone: Tone; icon: Icon }> = {
  recorded: { tone: 'attention', icon: IconHourglass },
  assessed: { tone: 'accent', icon: IconScale },
  closed: { tone: 'plain', icon: IconCircleCheck },
};

const risks: Record<NonNullable<Breach['risk']>, { tone: Tone; icon: Icon }> = {
  none: { tone: 'plain', icon: IconShieldCheck },
  risk: { tone: 'attention', icon: IconAlertTriangle },
  high: { tone: 'danger', icon: IconAlertOctagon },
};

const urgencies: Record<Urgency, { tone: Tone; icon: Icon }> = {
  late: { tone: 'danger', icon: IconClockX },
  at_once: { tone: 'attention', icon: IconUrgent },
  soon: { tone: 'attention', icon: IconClock },
  later: { tone: 'plain', icon: IconClock },
};

export function BreachState({ state }: Pick<Breach, 'state'>) {
  const { t } = useTranslation();
  return <Badge {...states[state]}>{t(`breaches.state.${state}`)}</Badge>;
}

export function RiskBadge({ risk }: Pick<Breach, 'risk'>) {
  const { t } = useTranslation();
  if (risk === null) return null;
  return <Badge {...risks[risk]}>{t(`breaches.risk.${risk}`)}</Badge>;
}

/** How long there still is for a notice that nobody has given; with its time, where that stands nowhere else. */
export function NoticeLeft({ notice, now, bare = false }: { notice: BreachNotice; now: number; bare?: boolean }) {
  const { t } = useTranslation();
  const { dueAt } = notice;
  const look = urgencies[urgencyOf(notice, now)];
  if (dueAt === null) return <Badge {...look}>{t('breaches.atOnce')}</Badge>;
  const { late, amount, unit } = clockLeft(dueAt, now);
  return (
    <Badge {...look} title={exactTime(dueAt)}>
      {t(`breaches.${late ? 'late' : 'left'}.${unit}`, { count: amount })}
      {!bare && ` · ${shortTime(dueAt)}`}
    </Badge>
  );
}

/** Given, or left out; or how long there still is. */
export function NoticeState({ notice, now }: { notice: BreachNotice; now: number }) {
  const { t } = useTranslation();
  const { state, late, givenAt } = notice;
  if (state === 'open') return <NoticeLeft notice={notice} now={now} bare />;
  if (state === 'waived') return <Badge icon={IconBan}>{t('breaches.notice.state.waived')}</Badge>;
  return (
    <Badge
      tone={late ? 'attention' : 'verified'}
      icon={IconMailCheck}
      {...(givenAt === null ? {} : { title: exactTime(givenAt) })}
    >
      {t(`breaches.notice.state.${late ? 'givenLate' : 'given'}`)}
    </Badge>
  );
}
