import { ActionIcon, Button } from '@mantine/core';
import { IconLink, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import type { LogEntry, PersonalPart } from '../api/types';
import { count, exactTime, shortHash, shortId, size } from '../i18n/formats';
import { announce } from '../parts/announce';
import { DecisionBadge } from '../parts/badge';
import { ButtonLink } from '../parts/button-link';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { Answered } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { useNames } from '../shell/use-names';
import { ticketText } from '../shell/working-under';
import { actorName } from './entry-table';
import styles from './entry-panel.module.css';

/** One entry in full, with the address that leads back to it. */
export function EntryPanel({ n, listed, onClose }: { n: number; listed: LogEntry | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  // Every question to the log is itself an entry: what the list has brought is not asked for again.
  const entry = useQuery({ ...questions.entry(n), ...(listed === undefined ? {} : { initialData: listed }) });
  return (
    <Card
      title={t('log.entry', { n: count(n) })}
      aside={
        <span className={styles.aside}>
          {entry.data && <DecisionBadge decision={entry.data.decision} />}
          <ActionIcon variant="subtle" color="gray" size={24} onClick={onClose} aria-label={t('log.closeEntry')}>
            <IconX size={16} stroke={1.8} />
          </ActionIcon>
        </span>
      }
    >
      <Answered of={entry} rows={6}>
        {(data) => <Entry entry={data} />}
      </Answered>
    </Card>
  );
}

function Entry({ entry }: { entry: LogEntry }) {
  const { t } = useTranslation();
  const copyLink = async () => {
    await navigator.clipboard
      .writeText(`${window.location.origin}/log?from=all&entry=${entry.n}`)
      .catch(() => undefined);
    announce(t('parts.copied', { what: t('log.link') }));
  };
  return (
    <>
      <Facts rows={useRows(entry)} />
      <div className={styles.actions}>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconLink size={16} stroke={1.8} />}
          onClick={() => void copyLink()}
        >
          {t('log.copyLink')}
        </Button>
        <ButtonLink variant="default" size="compact-md" to="/log" search={{ entry: entry.n, around: entry.n }}>
          {t('log.around')}
        </ButtonLink>
        {typeof entry.object?.media === 'string' && (
          <ButtonLink variant="default" size="compact-md" to="/log" search={{ media: entry.object.media, from: 'all' }}>
            {t('log.sameItem')}
          </ButtonLink>
        )}
        <ButtonLink variant="default" size="compact-md" to="/log" search={{ actor: entry.actor.id }}>
          {t('log.sameActor')}
        </ButtonLink>
      </div>
    </>
  );
}

function useRows(entry: LogEntry): (readonly [string, ReactNode])[] {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const can = useMay();
  const rows: (readonly [string, ReactNode])[] = [
    [t('log.occurred'), exactTime(entry.at)],
    [t('log.column.what'), names.actOf(entry.type)],
    [
      t('log.column.who'),
      `${actorName(entry)}${entry.actor.role === null ? '' : ` · ${names.roleOf(entry.actor.role)}`}`,
    ],
  ];
  if (typeof entry.object?.media === 'string') {
    const { media } = entry.object;
    const id = <code>{shortId('m', media)}</code>;
    rows.push([
      t('library.column.item'),
      can('library') ? (
        <Link key="item" to="/item/$id" params={{ id: media }} title={media}>
          {id}
        </Link>
      ) : (
        id
      ),
    ]);
  }
  if (typeof entry.object?.class === 'string')
    rows.push([t('library.column.class'), names.classOf(entry.object.class)]);
  if (entry.subject !== null)
    rows.push([
      t('library.column.subject'),
      <Copyable
        key="subject"
        value={entry.subject}
        shown={shortId('s', entry.subject)}
        label={t('library.column.subject')}
      />,
    ]);
  if (entry.ticket) rows.push([t('log.column.ticket'), ticketText(entry.ticket)]);
  if (entry.purpose !== null) rows.push([t('log.column.purpose'), names.purposeOf(entry.purpose)]);
  if (entry.grant !== null)
    rows.push([
      t('log.grant'),
      <Copyable key="grant" value={entry.grant} shown={shortId('g', entry.grant)} label={t('log.grant')} />,
    ]);
  if (entry.reason !== null)
    rows.push([t('log.reason'), i18n.exists(`problem.${entry.reason}`) ? t(`problem.${entry.reason}`) : entry.reason]);
  if (entry.bytes !== null)
    rows.push([t('log.released'), `${size(entry.bytes)}${entry.range === null ? '' : ` · ${entry.range}`}`]);
  return [
    ...rows,
    ...personalRows(entry.personal.actor, t),
    [
      t('log.leaf'),
      <Copyable key="leaf" value={entry.leafHash} shown={shortHash(entry.leafHash)} label={t('log.leaf')} />,
    ],
  ];
}

/** The personal part of an entry: open to officers, else a word on why there is none. */
function personalRows(part: PersonalPart | null, t: (key: string) => string): (readonly [string, ReactNode])[] {
  if (part === null) return [];
  if (part.state !== 'present') return [[t('log.personal'), t(`log.personalState.${part.state}`)]];
  return Object.entries(part.payload ?? {}).map(([name, value]) => [t(`log.payload.${name}`), value] as const);
}
