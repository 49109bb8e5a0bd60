import { useTranslation } from 'react-i18next';
import { Badge } from '../parts/badge';
import { stages, type Stage } from './stages';

export function StageBadge({ stage }: { stage: Stage }) {
  const { t } = useTranslation();
  return <Badge {...stages[stage]}>{t(`destruction.stage.${stage}`)}</Badge>;
}
