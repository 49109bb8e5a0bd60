import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import form from '../requests/requests.module.css';
import { useNames } from '../shell/use-names';
import type { Assessment, WholeBreach } from './breach-api';
import styles from './breaches.module.css';
import { instantOf, localOf } from './local-time';

export const kinds = ['confidentiality', 'integrity', 'availability'] as const;
const sectorLaws = ['NIS2', 'DORA'] as const;
const optionalTexts = ['consequences', 'measures', 'safetySteps', 'cause', 'systems'] as const;
type OptionalText = (typeof optionalTexts)[number];

/** What is known of a breach, as it stands in the fields. */
export interface WrittenFacts {
  kinds: string[];
  jurisdictions: string[];
  sectorLaws: string[];
  occurredFrom: string;
  occurredTo: string;
  summary: string;
  consequences: string;
  measures: string;
  safetySteps: string;
  cause: string;
  systems: string;
}

export const noFacts: WrittenFacts = {
  ...{ kinds: ['confidentiality'], jurisdictions: [], sectorLaws: [], occurredFrom: '', occurredTo: '' },
  ...{ summary: '', consequences: '', measures: '', safetySteps: '', cause: '', systems: '' },
};

export function factsOf(breach: WholeBreach): WrittenFacts {
  const { occurredFrom, occurredTo, file } = breach;
  const textOf = (name: 'summary' | OptionalText): string => file?.[name] ?? '';
  return {
    kinds: breach.kinds,
    jurisdictions: breach.jurisdictions,
    sectorLaws: breach.sectorLaws,
    occurredFrom: occurredFrom === null ? '' : localOf(occurredFrom),
    occurredTo: occurredTo === null ? '' : localOf(occurredTo),
    summary: textOf('summary'),
    consequences: textOf('consequences'),
    measures: textOf('measures'),
    safetySteps: textOf('safetySteps'),
    cause: textOf('cause'),
    systems: textOf('systems'),
  };
}

type Facts = Omit<Assessment, 'risk' | 'unintelligible' | 'assessment'>;

/** For the vault: what was left empty is left out. */
export function bodyOf(facts: WrittenFacts): Facts {
  const from = instantOf(facts.occurredFrom);
  const to = instantOf(facts.occurredTo);
  const texts = optionalTexts.filter((name) => facts[name].trim() !== '');
  return {
    kinds: kinds.filter((kind) => facts.kinds.includes(kind)),
    jurisdictions: facts.jurisdictions,
    sectorLaws: sectorLaws.filter((law) => facts.sectorLaws.includes(law)),
    ...(from === undefined ? {} : { occurredFrom: from }),
    ...(to === undefined ? {} : { occurredTo: to }),
    summary: facts.summary,
    ...(Object.fromEntries(texts.map((name) => [name, facts[name]])) as Partial<Record<OptionalText, string>>),
  };
}

export function isComplete({ kinds: some, jurisdictions, summary }: WrittenFacts): boolean {
  return some.length > 0 && jurisdictions.length > 0 && summary.trim() !== '';
}

interface Props {
  facts: WrittenFacts;
  onChange: (some: Partial<WrittenFacts>) => void;
}

/** What happened, when, to whose data: asked when it is recorded, and again when it is judged. */
export function FactsFields({ facts, onChange }: Props) {
  const { t } = useTranslation();
  const text = (name: 'summary' | OptionalText) => (
    <Textarea
      key={name}
      label={t(`breaches.fact.${name}`)}
      description={name === 'summary' ? t('breaches.fact.summaryRule') : undefined}
      required={name === 'summary'}
      maxLength={20_000}
      autosize
      minRows={name === 'summary' ? 3 : 1}
      maxRows={8}
      value={facts[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      {text('summary')}
      <Checkbox.Group
        label={t('breaches.fact.kinds')}
        value={facts.kinds}
        onChange={(value) => onChange({ kinds: value })}
      >
        <div className={styles.kinds}>
          {kinds.map((kind) => (
            <Checkbox
              key={kind}
              value={kind}
              label={t(`breaches.kind.${kind}`)}
              description={t(`breaches.kindRule.${kind}`)}
            />
          ))}
        </div>
      </Checkbox.Group>
      <Places facts={facts} onChange={onChange} />
      <Times facts={facts} onChange={onChange} />
      {optionalTexts.map(text)}
    </>
  );
}

function Places({ facts, onChange }: Props) {
  const { t } = useTranslation();
  const { meta, jurisdictionOf } = useNames();
  return (
    <>
      <Checkbox.Group
        label={t('breaches.fact.jurisdictions')}
        description={t('breaches.fact.jurisdictionsRule')}
        value={facts.jurisdictions}
        onChange={(jurisdictions) => onChange({ jurisdictions })}
      >
        <div className={styles.places} tabIndex={0} role="group" aria-label={t('breaches.fact.jurisdictions')}>
          {(meta?.jurisdictions ?? []).map(({ code }) => (
            <Checkbox key={code} value={code} label={jurisdictionOf(code)} />
          ))}
        </div>
      </Checkbox.Group>
      <Checkbox.Group
        label={t('breaches.fact.sectorLaws')}
        value={facts.sectorLaws}
        onChange={(laws) => onChange({ sectorLaws: laws })}
      >
        <div className={styles.kinds}>
          {sectorLaws.map((law) => (
            <Checkbox key={law} value={law} label={t(`breaches.sectorLaw.${law}`)} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  );
}

function Times({ facts, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={form.fields}>
      {(['occurredFrom', 'occurredTo'] as const).map((name) => (
        <TextInput
          key={name}
          type="datetime-local"
          step="any"
          label={t(`breaches.fact.${name}`)}
          value={facts[name]}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}
