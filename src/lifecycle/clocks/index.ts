export { type Calendar } from './calendar';
export {
  type ClockRefusal,
  type ClockRule,
  type ClockStep,
  dueAt,
  extendClock,
  isPaused,
  lastDayOf,
  type Pause,
  pauseClock,
  type PauseReason,
  pauseReasons,
  resumeClock,
  type RunningClock,
  startClock,
} from './clock';
export { type Counting, periodBefore, periodEnd, type PeriodStart } from './period';
