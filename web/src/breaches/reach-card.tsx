import { Button, NativeSelect } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import { count, longTime, shortId } from '../i18n/formats';
import { isOpen } from '../jobs/operation-state';
import { announce } from '../parts/announce';
import { Card } from '../parts/card';
import { Answered } from '../parts/page-states';
import form from '../requests/requests.module.css';
import { useMay } from '../session/use-session';
import { breachQuestions, type Reach, type WholeBreach } from './breach-api';
import styles from './breaches.module.css';
import { ReachCounts } from './reach-counts';
import { ReachedTable } from './reached-table';
import { SearchReach } from './search-reach';

const pollMillis = 1_000;

/** What the breach reached: which items and persons, how, and how often. */
export function ReachCard({ breach }: { breach: WholeBreach }) {
  const { t } = useTranslation();
  const can = useMay();
  const [searching, setSearching] = useState(false);
  const [running, setRunning] = useState<string | null>(null);
  const reaches = useQuery(breachQuestions.reaches(breach.id));
  return (
    <Card
      title={t('breaches.reach.title')}
      aside={
        can('runBreaches') &&
        breach.state !== 'closed' && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconSearch size={14} stroke={1.8} />}
            onClick={() => setSearching(true)}
          >
            {t('breaches.reach.search')}
          </Button>
        )
      }
    >
      {running !== null && <Running id={running} onEnd={() => setRunning(null)} />}
      <Answered of={reaches} rows={4}>
        {({ items }) =>
          items.length > 0 ? (
            <Found breach={breach} reaches={items} />
          ) : (
            running === null && <p className={form.second}>{t('breaches.reach.none')}</p>
          )
        }
      </Answered>
      {searching && (
        <SearchReach
          breach={breach}
          onOrdered={(operation) => {
            setRunning(operation);
            setSearching(false);
          }}
          onClose={() => setSearching(false)}
        />
      )}
    </Card>
  );
}

/** Follows the search to its end, and then reads what it found. */
function Running({ id, onEnd }: { id: string; onEnd: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery({
    ...questions.operation(id),
    refetchInterval: ({ state }) => (state.data === undefined || isOpen(state.data) ? pollMillis : false),
  });
  const state = data?.state;
  useEffect(() => {
    if (state !== 'succeeded') return;
    announce(t('breaches.reach.done'));
    void client.invalidateQueries({ queryKey: ['breaches'] }).then(onEnd);
  }, [state, client, onEnd, t]);
  const failed = data !== undefined && !isOpen(data) && data.state !== 'succeeded';
  return <p role={failed ? 'alert' : 'status'}>{t(failed ? 'breaches.reach.failed' : 'breaches.reach.running')}</p>;
}

/** The newest search, or an earlier one. */
function Found({ breach, reaches }: { breach: WholeBreach; reaches: readonly Reach[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = reaches.find(({ id }) => id === chosen) ?? reaches[0];
  if (shown === undefined) return null;
  const { counts, query, madeAt, logSize } = shown;
  return (
    <div className={styles.reach}>
      <p className={styles.finding}>
        {t('breaches.reach.finding', {
          items: t('breaches.reach.items', { count: counts.items }),
          persons: t('breaches.reach.persons', { count: counts.persons }),
          readings: t('breaches.reach.readings', { count: counts.readings }),
        })}
      </p>
      <p className={form.second}>
        {t('breaches.reach.period', { from: longTime(query.from), to: longTime(query.to) })}
        {query.actor !== null && ` · ${t('breaches.reach.byActor', { id: shortId('p', query.actor) })}`}
        {query.subject !== null && ` · ${t('breaches.reach.aboutSubject', { id: shortId('s', query.subject) })}`}
        {query.key !== null && ` · ${t(`breaches.reach.keyOut.${query.key.kind}`, { epoch: query.key.epoch })}`}
        {' · '}
        {t('breaches.reach.made', { at: longTime(madeAt), entries: count(logSize) })}
      </p>
      {reaches.length > 1 && (
        <NativeSelect
          label={t('breaches.reach.which')}
          value={shown.id}
          data={reaches.map(({ id, madeAt: at, counts: { items } }) => ({
            value: id,
            label: `${longTime(at)} · ${t('breaches.reach.items', { count: items })}`,
          }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      {counts.items > 0 && (
        <>
          <ReachCounts counts={counts} />
          <ReachedTable key={shown.id} breach={breach.id} reach={shown.id} />
        </>
      )}
    </div>
  );
}
