import { judgeOffice, simulateOffice } from '../../test/support/office';
import type { BenchOptions } from '../options';
import type { Section } from '../report';

/** How good the rules over the log are: an office of honest agents with insiders planted for each rule. Repeated by its seed. */
export function measureWatching({ quick, seed }: BenchOptions): Section {
  const office = simulateOffice({ seed, agents: quick ? 60 : 200, days: quick ? 42 : 84, copies: quick ? 4 : 20 });
  const started = performance.now();
  const report = judgeOffice(office);
  const seconds = (performance.now() - started) / 1000;
  const minutes = (millis: number): string => `${(millis / 60_000).toFixed(1)} min`;
  return {
    title: 'Watching',
    said: `Seed ${seed}: ${office.agents} agents over ${office.days} days, ${office.acts.length} entries, ${office.insiders.length} planted insiders, as many for each of five rules.`,
    rows: [
      { what: 'precision', figure: report.precision.toFixed(3) },
      { what: 'recall', figure: report.recall.toFixed(3) },
      { what: 'time to detection, median', figure: minutes(report.detection.median) },
      { what: 'time to detection, longest', figure: minutes(report.detection.longest) },
      { what: 'false alerts per 100 agents and day', figure: report.falsePerHundredAgentDays.toFixed(2) },
      { what: 'entries judged, one core', figure: `${(office.acts.length / seconds).toFixed(0)} /s` },
    ],
  };
}
