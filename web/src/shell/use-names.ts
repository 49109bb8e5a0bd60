import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import { humanised } from '../i18n/formats';

type List = 'documentClasses' | 'purposes' | 'jurisdictions' | 'legalBases';

/** The names of the policy data's codes: the catalogue of the person's language first, then the vault's own. */
export function useNames() {
  const { t, i18n } = useTranslation();
  const { data: meta } = useQuery(questions.meta());
  const nameOf = (list: List, code: string): string => {
    const key = `names.${list}.${code}`;
    if (i18n.exists(key)) return t(key);
    return meta?.[list].find((item) => item.code === code)?.name ?? humanised(code);
  };
  return {
    meta,
    classOf: (code: string) => nameOf('documentClasses', code),
    purposeOf: (code: string) => nameOf('purposes', code),
    jurisdictionOf: (code: string) => nameOf('jurisdictions', code),
    legalBasisOf: (code: string) => nameOf('legalBases', code),
    roleOf: (code: string) => (i18n.exists(`roles.${code}`) ? t(`roles.${code}`) : humanised(code)),
    roleShort: (code: string) => (i18n.exists(`rolesShort.${code}`) ? t(`rolesShort.${code}`) : humanised(code)),
    actOf: (type: string) => (i18n.exists(`acts.${type}`) ? t(`acts.${type}`) : humanised(type)),
  };
}
