import type { Schedule } from '#shared/schedule.ts';
import { ScheduleLine } from './schedule-line.tsx';
import styles from './schedule-strip.module.css';

interface ScheduleStripProps {
  readonly schedules: readonly Schedule[];
  /** IANA name of the zone chosen. */
  readonly zone: string;
  readonly onChange: (id: string) => void;
  readonly onStarted: (jobId: string) => void;
}

/** The schedules of a connection, above the list of its backups. */
export const ScheduleStrip = ({ schedules, ...more }: ScheduleStripProps) => (
  <section className={styles['strip']} aria-label="Schedules">
    {schedules.map((schedule) => (
      <ScheduleLine key={schedule.id} schedule={schedule} {...more} />
    ))}
  </section>
);
