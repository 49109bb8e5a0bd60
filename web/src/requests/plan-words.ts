import {
  IconBan,
  IconCalendar,
  IconCircleCheck,
  IconEdit,
  IconEyeOff,
  IconFlame,
  IconLock,
  IconPlayerPause,
  IconUserQuestion,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { longDay } from '../i18n/formats';
import type { Tone } from '../parts/badge';
import type { ItemPlan, WholeRequest } from './request-api';
import { regimes } from './request-lists';

export type Decision = ItemPlan['decision'];

/** The parts of the bar: what is done as asked, what stays for a while, what stays under a hold, what a person decides. */
export const groups = ['done', 'kept', 'held', 'human', 'none'] as const;
export type Group = (typeof groups)[number];

export const decisions: Record<Decision, { group: Group; tone: Tone; icon: Icon }> = {
  erase: { group: 'done', tone: 'danger', icon: IconFlame },
  move: { group: 'done', tone: 'attention', icon: IconUsers },
  keep_by_law: { group: 'kept', tone: 'plain', icon: IconCalendar },
  defer_to_floor: { group: 'kept', tone: 'plain', icon: IconCalendar },
  held: { group: 'held', tone: 'held', icon: IconLock },
  restrict_pending: { group: 'done', tone: 'attention', icon: IconPlayerPause },
  restrict: { group: 'done', tone: 'attention', icon: IconPlayerPause },
  human: { group: 'human', tone: 'attention', icon: IconUserQuestion },
  give: { group: 'done', tone: 'verified', icon: IconCircleCheck },
  give_restricted: { group: 'done', tone: 'verified', icon: IconCircleCheck },
  give_masked: { group: 'done', tone: 'verified', icon: IconEyeOff },
  not_portable: { group: 'none', tone: 'plain', icon: IconBan },
  correct: { group: 'done', tone: 'accent', icon: IconEdit },
  correct_keep_old: { group: 'done', tone: 'accent', icon: IconEdit },
  none: { group: 'none', tone: 'plain', icon: IconBan },
  omit: { group: 'none', tone: 'held', icon: IconEyeOff },
};

const carriedOut = new Set<Decision>([
  ...(['erase', 'move', 'keep_by_law', 'defer_to_floor', 'held', 'restrict', 'restrict_pending'] as const),
]);

/** Whether carrying the plan out does something about the item: destroys it, or stops its use. */
export function isToDo({ decision, code, destruction }: ItemPlan): boolean {
  if (destruction !== null) return false;
  return carriedOut.has(decision) || (decision === 'human' && code === 'CONFLICT_OF_LAWS');
}

/** Each outcome that the plan has, in the order of the bar, with how many items it is for. */
export function countsOf(items: readonly ItemPlan[]): { decision: Decision; count: number; until: string | null }[] {
  const all = Object.keys(decisions) as Decision[];
  return all
    .map((decision) => {
      const some = items.filter((item) => item.decision === decision);
      const last = some.reduce<string | null>(
        (latest, { until }) => (until !== null && (latest ?? '') < until ? until : latest),
        null,
      );
      return { decision, count: some.length, until: last };
    })
    .filter(({ count }) => count > 0)
    .sort(
      (one, other) => groups.indexOf(decisions[one.decision].group) - groups.indexOf(decisions[other.decision].group),
    );
}

/** What is done with the item, as a word. */
export function outcomeInWords({ decision, until }: ItemPlan, t: TFunction): string {
  if (until !== null && (decision === 'keep_by_law' || decision === 'defer_to_floor'))
    return t('requests.until', { year: until.slice(0, 4) });
  return t(`requests.decision.${decision}`);
}

/** Why, in words: the rules or matters that decide, else what the situation is. */
export function reasonInWords(item: ItemPlan, ruleOf: (id: string) => string, t: TFunction): string {
  // Where the wish itself decides, its law is named as the reason.
  const deciding = item.because.filter((code) => !(regimes as readonly string[]).includes(code));
  const because = deciding.map((code) =>
    item.decision === 'held' ? t('requests.heldBy', { matter: code }) : ruleOf(code),
  );
  const situation = t(`requests.because.${item.code}`, { defaultValue: '' });
  const until = item.until === null ? '' : t('requests.goesOn', { day: longDay(item.until) });
  return [...(because.length > 0 ? [because.join('; ')] : [situation]), until]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The finding of the page. */
export function titleOf(
  { type, state, outcome }: WholeRequest,
  items: readonly ItemPlan[] | undefined,
  t: TFunction,
): string {
  const name = t(`requests.type.${type}`);
  if (state === 'answered' || state === 'closed')
    return t(`requests.page.${state}`, { name, outcome: t(`requests.outcome.${outcome ?? 'fulfilled'}`) });
  if (state !== 'planned' || items === undefined) return t(`requests.page.${state}`, { name });
  // What is kept secret is counted nowhere: a number is easily repeated to the person.
  const known = items.filter(({ decision }) => decision !== 'omit');
  if (known.length === 0) return t('requests.page.nothing', { name });
  const done = known.filter(({ decision }) => decisions[decision].group === 'done').length;
  return t(`requests.page.plan.${type}`, { name, done, all: known.length });
}
