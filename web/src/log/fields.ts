import { useTranslation } from 'react-i18next';
import type { FilterField } from '../parts/filter-bar';
import { useNames } from '../shell/use-names';
import { cellInWords } from './search';

const operations = ['read', 'change', 'refusal', 'session', 'system'] as const;

/** What the log can be narrowed to. */
export function useFields(): FilterField[] {
  const { t } = useTranslation();
  const { meta } = useNames();
  return [
    { name: 'media' },
    { name: 'ticket', normalise: (typed) => (typed.includes('/') ? typed : `own/${typed}`) },
    { name: 'subject' },
    { name: 'actor' },
    { name: 'operation', choices: operations.map((code) => ({ code, name: t(`log.operation.${code}`) })) },
    { name: 'type' },
    { name: 'class', choices: meta?.documentClasses ?? [] },
    {
      name: 'decision',
      choices: (['allow', 'deny', 'error'] as const).map((code) => ({ code, name: t(`log.decision.${code}`) })),
    },
    { name: 'purpose', choices: meta?.purposes ?? [] },
    { name: 'q' },
    { name: 'cell', inWords: (value) => cellInWords(value, t) },
    { name: 'from', kind: 'day' },
    { name: 'to', kind: 'day' },
  ];
}
