import { Checkbox } from '@mantine/core';
import { IconFlameOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exactTime, longDay, shortId } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import table from '../parts/table.module.css';
import { useRowKeys } from '../parts/use-row-keys';
import { retentionQuestions } from '../retention/retention-api';
import { rulesById } from '../retention/rule-words';
import { useNames } from '../shell/use-names';
import { countsOf, decisions, outcomeInWords, reasonInWords } from './plan-words';
import type { ItemPlan } from './request-api';
import styles from './requests.module.css';

/** How much is done, kept and held: one bar, with its numbers as words. */
export function PlanBar({ items }: { items: readonly ItemPlan[] }) {
  const { t } = useTranslation();
  const counts = countsOf(items);
  let at = 0;
  return (
    <Card label={t('requests.plan.bar')}>
      <svg
        className={styles.planBar}
        viewBox={`0 0 ${Math.max(1, items.length)} 1`}
        preserveAspectRatio="none"
        aria-hidden
      >
        {counts.map(({ decision, count }) => {
          const x = at;
          at += count;
          return <rect key={decision} data-group={decisions[decision].group} x={x} y={0} width={count} height={1} />;
        })}
      </svg>
      <ul className={styles.planCounts}>
        {counts.map(({ decision, count, until }) => (
          <li key={decision} data-group={decisions[decision].group}>
            <strong>{count}</strong> {t(`requests.decision.${decision}`)}
            {until !== null && ` ${t('requests.plan.upTo', { day: longDay(until) })}`}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const columns = ['item', 'class', 'received', 'ticket', 'rule', 'outcome'] as const;

interface Props {
  items: readonly ItemPlan[];
  /** Items on which somebody saw others than the person; null where nobody can say so any more. */
  others: ReadonlySet<string> | null;
  onOthers: (media: string, seen: boolean) => void;
}

/** What happens to each item, and by which rule. */
export function PlanTable({ items, others, onOthers }: Props) {
  const { t } = useTranslation();
  const rows = useRowKeys();
  const { data: schedules } = useQuery(retentionQuestions.schedules());
  const ruleOf = rulesById(schedules?.rows ?? [], new Date().toISOString().slice(0, 10), t);
  const shown = columns.filter((column) => column !== 'outcome');
  return (
    <Card flush label={t('requests.plan.name')}>
      <div className={table.wrap}>
        <table className={`${table.table} ${styles.plan}`}>
          <thead>
            <tr>
              {shown.map((column) => (
                <th key={column} scope="col">
                  {t(`requests.plan.column.${column}`)}
                </th>
              ))}
              {others !== null && <th scope="col">{t('requests.plan.column.others')}</th>}
              <th scope="col">{t('requests.plan.column.outcome')}</th>
            </tr>
          </thead>
          <tbody ref={rows}>
            {items.map((item) => (
              <Row key={item.media} {...{ item, others, onOthers, ruleOf }} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface RowProps extends Pick<Props, 'others' | 'onOthers'> {
  item: ItemPlan;
  ruleOf: (id: string) => string;
}

function Row({ item, others, onOthers, ruleOf }: RowProps) {
  const { t } = useTranslation();
  const { classOf } = useNames();
  const { media, decision, provision, receivedAt, ticket } = item;
  const cell = (column: string) => ({ 'data-label': t(`requests.plan.column.${column}`) });
  const name = shortId('m', media);
  const { tone, icon } = decisions[decision];
  return (
    <tr>
      <td {...cell('item')}>
        <Link to="/item/$id" params={{ id: media }} data-row>
          <code>{name}</code>
        </Link>
      </td>
      <td {...cell('class')} className={styles.wraps}>
        {item.class !== null && classOf(item.class)}
      </td>
      <td {...cell('received')} title={receivedAt === null ? undefined : exactTime(receivedAt)}>
        {receivedAt !== null && longDay(receivedAt)}
      </td>
      <td {...cell('ticket')}>{ticket && <code>{ticket.id}</code>}</td>
      <td {...cell('rule')} className={styles.rule}>
        <span>
          {reasonInWords(item, ruleOf, t)}
          {provision !== null && <span className={table.small}> {provision}</span>}
        </span>
      </td>
      {others !== null && (
        <td {...cell('others')}>
          <Checkbox
            size="xs"
            checked={others.has(media)}
            aria-label={t('requests.plan.othersOn', { id: name })}
            onChange={(event) => onOthers(media, event.currentTarget.checked)}
          />
        </td>
      )}
      <td {...cell('outcome')}>
        {item.destruction === null ? (
          <Badge tone={tone} icon={icon}>
            {outcomeInWords(item, t)}
          </Badge>
        ) : (
          <Badge icon={IconFlameOff}>{t('requests.erased')}</Badge>
        )}
      </td>
    </tr>
  );
}
