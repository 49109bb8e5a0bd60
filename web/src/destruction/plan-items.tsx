import { IconBan, IconBellOff, IconCalendar, IconFlame, IconFlameOff, IconLock, type Icon } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { shortId } from '../i18n/formats';
import { Badge, type Tone } from '../parts/badge';
import { Card } from '../parts/card';
import { MoreRows } from '../parts/more-rows';
import { Failed, Loading } from '../parts/page-states';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import { retentionQuestions } from '../retention/retention-api';
import { rulesById } from '../retention/rule-words';
import { destructionQuestions, type PlanItem, type WholePlan } from './destruction-api';
import styles from './destruction.module.css';
import type { Stage } from './stages';

const columns = ['item', 'why', 'verdict'] as const;

const verdicts: Record<string, { tone: Tone; icon: Icon }> = {
  held: { tone: 'held', icon: IconLock },
  minimum_runs: { tone: 'plain', icon: IconCalendar },
  not_due: { tone: 'plain', icon: IconCalendar },
  notice_missing: { tone: 'attention', icon: IconBellOff },
  gone: { tone: 'plain', icon: IconFlameOff },
};

/** Each item with its verdict and the rule that says so. */
export function PlanItems({ plan, stage }: { plan: WholePlan; stage: Stage }) {
  const { t } = useTranslation();
  const rows = useRowKeys();
  const list = useInfiniteQuery(destructionQuestions.items(plan.id));
  const { data: schedules } = useQuery(retentionQuestions.schedules());
  const ruleOf = rulesById(schedules?.rows ?? [], new Date().toISOString().slice(0, 10), t);
  if (list.isError) return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Loading rows={6} />;
  const done = stage === 'certified' || plan.logicalAt !== null;
  return (
    <Card flush label={t('destruction.items')}>
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`destruction.itemColumn.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={rows}>
            {list.data.pages
              .flatMap(({ items }) => items)
              .map((item) => (
                <Row key={item.media} {...{ item, done, ruleOf }} />
              ))}
          </tbody>
        </table>
      </div>
      <MoreRows more={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Card>
  );
}

function Row({ item, done, ruleOf }: { item: PlanItem; done: boolean; ruleOf: (id: string) => string }) {
  const { t } = useTranslation();
  const { media, kept, authority } = item;
  const cell = (column: (typeof columns)[number]) => ({ 'data-label': t(`destruction.itemColumn.${column}`) });
  return (
    <tr>
      <td {...cell('item')}>
        <Link to="/item/$id" params={{ id: media }} data-row>
          <code>{shortId('m', media)}</code>
        </Link>
      </td>
      <td {...cell('why')} className={styles.why}>
        <span>
          {t(`destruction.why.${kept ?? 'goes'}`)}
          <span className={table.small}> {rulesOf(authority, ruleOf)}</span>
        </span>
      </td>
      <td {...cell('verdict')}>
        {kept === null ? (
          <Badge tone={done ? 'plain' : 'danger'} icon={done ? IconFlameOff : IconFlame}>
            {t(done ? 'destruction.verdict.gone' : 'destruction.verdict.goes')}
          </Badge>
        ) : (
          <Badge {...(verdicts[kept] ?? { tone: 'plain', icon: IconBan })}>{t('destruction.verdict.stays')}</Badge>
        )}
      </td>
    </tr>
  );
}

/** The rules by their laws: the vault names each as `row jurisdiction`, and last the policy they stand in. */
function rulesOf(authority: readonly string[], ruleOf: (id: string) => string): string {
  const rows = authority.filter((name) => /^\S+ \S+$/.test(name)).map((name) => ruleOf(name.split(' ')[0] ?? name));
  return [...new Set(rows)].join('; ');
}
