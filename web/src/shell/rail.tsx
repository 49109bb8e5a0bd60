import {
  IconAlertTriangle,
  IconCalendarTime,
  IconCertificate,
  IconChecks,
  IconFlame,
  IconKey,
  IconKeyframes,
  IconListDetails,
  IconLock,
  IconPhoto,
  IconProgressCheck,
  IconShieldCheck,
  IconShieldX,
  IconUserQuestion,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/use-session';
import type { Right } from '../session/rights';
import { LogFoot } from './log-foot';
import { Mark } from './mark';
import styles from './rail.module.css';

export interface Place {
  to:
    | '/library'
    | '/log'
    | '/verification'
    | '/jobs'
    | '/grants'
    | '/alerts'
    | '/approvals'
    | '/requests'
    | '/retention'
    | '/holds'
    | '/breaches'
    | '/destruction'
    | '/certificates'
    | '/keys'
    | '/people';
  name: string;
  icon: Icon;
  right: Right;
}

const groups: readonly { name: string | null; places: readonly Place[] }[] = [
  { name: null, places: [{ to: '/library', name: 'rail.library', icon: IconPhoto, right: 'library' }] },
  {
    name: 'rail.evidence',
    places: [
      { to: '/log', name: 'rail.log', icon: IconListDetails, right: 'log' },
      { to: '/verification', name: 'rail.verification', icon: IconShieldCheck, right: 'log' },
      { to: '/alerts', name: 'rail.alerts', icon: IconAlertTriangle, right: 'alerts' },
      { to: '/approvals', name: 'rail.approvals', icon: IconChecks, right: 'approvals' },
      { to: '/grants', name: 'rail.grants', icon: IconKey, right: 'grants' },
    ],
  },
  {
    name: 'rail.governance',
    places: [
      { to: '/requests', name: 'rail.requests', icon: IconUserQuestion, right: 'toRequests' },
      { to: '/retention', name: 'rail.retention', icon: IconCalendarTime, right: 'retention' },
      { to: '/holds', name: 'rail.holds', icon: IconLock, right: 'retention' },
      { to: '/breaches', name: 'rail.breaches', icon: IconShieldX, right: 'recordBreach' },
      { to: '/destruction', name: 'rail.destruction', icon: IconFlame, right: 'destruction' },
      { to: '/certificates', name: 'rail.certificates', icon: IconCertificate, right: 'certificates' },
    ],
  },
  {
    name: 'rail.operations',
    places: [
      { to: '/jobs', name: 'rail.jobs', icon: IconProgressCheck, right: 'jobs' },
      { to: '/keys', name: 'rail.keys', icon: IconKeyframes, right: 'keys' },
      { to: '/people', name: 'rail.people', icon: IconUsers, right: 'people' },
    ],
  },
];

/** The pages that somebody may see, in the order of the rail. */
export function pagesFor(can: (right: Right) => boolean): Place['to'][] {
  return groups.flatMap(({ places }) => places.filter(({ right }) => can(right)).map(({ to }) => to));
}

/** What exists and what this person may see, and nothing else; at its foot, how far the log is verified. */
export function Rail() {
  const { t } = useTranslation();
  const can = useMay();
  return (
    <aside className={styles.rail} aria-label="Strongroom">
      <Link to="/" className={styles.brand} aria-label={t('rail.home')}>
        <Mark />
        <span className={styles.word}>Strongroom</span>
      </Link>
      <nav className={styles.nav} aria-label={t('rail.label')}>
        {groups.map(({ name, places }) => {
          const shown = places.filter(({ right }) => can(right));
          if (shown.length === 0) return null;
          return (
            <div key={name ?? 'first'} className={styles.group}>
              {name !== null && <span className={styles.groupName}>{t(name)}</span>}
              {shown.map(({ to, name: place, icon: PlaceIcon }) => (
                <Link
                  key={to}
                  to={to}
                  className={styles.place}
                  title={t(place)}
                  activeOptions={{ includeSearch: false }}
                >
                  <PlaceIcon size={16} stroke={1.8} aria-hidden />
                  <span className={styles.word}>{t(place)}</span>
                </Link>
              ))}
            </div>
          );
        })}
      </nav>
      <LogFoot />
    </aside>
  );
}
