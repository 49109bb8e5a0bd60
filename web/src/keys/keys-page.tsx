import { Button } from '@mantine/core';
import { IconCircleCheck, IconFlameOff, IconHourglass, IconKey, IconRefresh, type Icon } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { count, longDay } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Badge, type Tone } from '../parts/badge';
import { Card } from '../parts/card';
import { Facts } from '../parts/facts';
import { PageHead } from '../parts/page-head';
import { Answered } from '../parts/page-states';
import table from '../parts/table.module.css';
import { FormAlert } from '../session/form-alert';
import { DestroyEpoch } from './destroy-epoch';
import { epochBars, nextRotation, type EpochBar } from './epoch-bars';
import { keyActs, keyQuestions, type KeyInventory } from './key-api';
import styles from './keys.module.css';

/** Which keys there are, where and how old: no key, and nothing that opens one. */
export function KeysPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const inventory = useQuery(keyQuestions.inventory());
  const rotate = useMutation({
    mutationFn: () => keyActs.askRotation(),
    onSuccess: async () => {
      announce(t('epochs.asked'));
      await client.invalidateQueries({ queryKey: ['approvals'] });
    },
  });
  const bars = inventory.data ? epochBars(inventory.data, new Date()) : [];
  const living = bars.filter(({ state }) => state === 'newest' || state === 'live').length;
  const shredded = bars.filter(({ state }) => state === 'shredded').length;
  return (
    <>
      <PageHead
        title={inventory.data ? t('epochs.title', { count: living, shredded }) : t('epochs.name')}
        calls={[
          { method: 'GET', path: '/v1/keys' },
          { method: 'POST', path: '/v1/keys/rotations' },
          { method: 'POST', path: '/v1/keys/destructions', body: { epoch: 1 } },
        ]}
        actions={
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} stroke={1.8} />}
            loading={rotate.isPending}
            onClick={() => rotate.mutate()}
          >
            {t('epochs.rotate')}
          </Button>
        }
      />
      <FormAlert error={rotate.error} />
      {rotate.isSuccess && (
        <p>
          {t('epochs.asked')} <Link to="/approvals">{t('epochs.toApprovals')}</Link>
        </p>
      )}
      <Answered of={inventory}>
        {(data) => (
          <>
            <Card flush title={t('epochs.bars')}>
              <EpochTable bars={bars} />
            </Card>
            <div className={styles.columns}>
              <Custody of={data} />
              <Counts of={data} />
            </div>
          </>
        )}
      </Answered>
    </>
  );
}

const columns = ['epoch', 'share', 'wraps', 'since', 'backup', 'state'] as const;
const states: Record<EpochBar['state'], { tone: Tone; icon: Icon }> = {
  newest: { tone: 'verified', icon: IconCircleCheck },
  live: { tone: 'plain', icon: IconKey },
  ending: { tone: 'attention', icon: IconHourglass },
  shredded: { tone: 'plain', icon: IconFlameOff },
};

function EpochTable({ bars }: { bars: readonly EpochBar[] }) {
  const { t } = useTranslation();
  const [ending, setEnding] = useState<EpochBar | null>(null);
  const cell = (column: string) => ({ 'data-label': t(`epochs.column.${column}`) });
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`epochs.column.${column}`)}
              </th>
            ))}
            <th scope="col" className={table.right}>
              {t('epochs.column.act')}
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.epoch}>
              <td {...cell('epoch')} className={table.strong}>
                {bar.epoch}
              </td>
              <td {...cell('share')}>
                <Bar bar={bar} />
              </td>
              <td {...cell('wraps')}>{count(bar.wraps)}</td>
              <td {...cell('since')}>
                {bar.since === null ? t('epochs.ended', { day: longDay(bar.endedAt ?? '') }) : longDay(bar.since)}
              </td>
              <td {...cell('backup')}>
                {bar.backupVerifiedAt === null ? t('epochs.noBackup') : longDay(bar.backupVerifiedAt)}
              </td>
              <td {...cell('state')}>
                <Badge {...states[bar.state]}>
                  {t(`epochs.state.${bar.state}`)}
                  {bar.rootGoneAt !== null && ` · ${longDay(bar.rootGoneAt)}`}
                </Badge>
              </td>
              <td {...cell('act')}>
                {bar.state === 'live' && (
                  <span className={table.actions}>
                    <Button variant="default" size="compact-sm" onClick={() => setEnding(bar)}>
                      {t('epochs.destroy')}
                    </Button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {ending && <DestroyEpoch bar={ending} onClose={() => setEnding(null)} />}
    </div>
  );
}

/** The share of keys that the epoch wraps; what is shredded is hatched. */
function Bar({ bar: { epoch, share, state } }: { bar: EpochBar }) {
  const { t } = useTranslation();
  const percent = Math.round(share * 100);
  const gone = state === 'shredded' || state === 'ending';
  return (
    <svg
      className={styles.bar}
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      role="img"
      aria-label={t(gone ? 'epochs.goneAlt' : 'epochs.alt', { epoch, percent })}
    >
      <defs>
        <pattern id={`hatch-${epoch}`} width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" x2="0" y1="0" y2="3" className={styles.hatch} />
        </pattern>
      </defs>
      <rect className={styles.ground} width="100" height="10" />
      {gone ? (
        <rect fill={`url(#hatch-${epoch})`} width="100" height="10" />
      ) : (
        <rect className={styles.share} width={percent} height="10" />
      )}
    </svg>
  );
}

function Custody({ of }: { of: KeyInventory }) {
  const { t } = useTranslation();
  const next = nextRotation(of);
  return (
    <Card title={t('epochs.custody')}>
      <Facts
        rows={[
          [t('epochs.provider'), of.provider],
          [t('epochs.algorithm'), of.algorithm],
          [t('epochs.nodes'), count(of.nodes)],
          [t('epochs.escrow'), t(`epochs.escrowStanding.${of.escrow.standing}`)],
          [t('epochs.next'), next === null ? t('epochs.noBackup') : longDay(next.toISOString())],
        ]}
      />
      <p className={styles.second}>{t('epochs.custodyText')}</p>
    </Card>
  );
}

const kinds = ['epoch', 'month', 'subject', 'payload', 'data'] as const;

function Counts({ of: { counts } }: { of: KeyInventory }) {
  const { t } = useTranslation();
  const rows = kinds.map((kind) => {
    const some = counts.filter((one) => one.kind === kind);
    const oldest = some.map((one) => one.oldest).sort()[0];
    return { kind, all: some.reduce((sum, one) => sum + one.count, 0), oldest };
  });
  return (
    <Card flush title={t('epochs.counts')}>
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {['kind', 'count', 'oldest'].map((column) => (
                <th key={column} scope="col">
                  {t(`epochs.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, all, oldest }) => (
              <tr key={kind}>
                <td data-label={t('epochs.column.kind')}>{t(`epochs.kind.${kind}`)}</td>
                <td data-label={t('epochs.column.count')}>{count(all)}</td>
                <td data-label={t('epochs.column.oldest')}>{oldest === undefined ? '' : longDay(oldest)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
