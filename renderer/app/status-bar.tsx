import { Button } from 'react-aria-components';
import type { Connection, ConnectionReport } from '#shared/connection.ts';
import { Kbd } from '../ui/kbd.tsx';
import { showTls, showWhere } from './show-connection.ts';
import styles from './status-bar.module.css';

interface StatusBarProps {
  readonly connection: Connection | null;
  /** What the server said last; null while it has not answered. */
  readonly report: ConnectionReport | null;
  /** Whether the backend answers. */
  readonly backend: 'ready' | 'connecting' | 'lost';
  readonly timeZone: string;
  readonly onCommands: () => void;
}

/** A round trip in ms: whole ones from 10, with a digit below. */
const showRoundTrip = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);

/** The last line of the window: where one is connected, how far away that is, and the zone of all times. */
export function StatusBar({ connection, report, backend, timeZone, onCommands }: StatusBarProps) {
  return (
    <footer className={styles['bar']} data-env={connection?.environment ?? 'local'}>
      {connection === null ? (
        <span>No connection</span>
      ) : (
        <span className={styles['place']}>
          <span className={styles['environment']}>{connection.environment}</span> {showWhere(connection)}
        </span>
      )}
      {connection === null || report === null ? null : (
        <>
          <span className="wide">{`PostgreSQL ${report.version}, ${showTls(connection)}`}</span>
          <span className="wide num">{showRoundTrip(report.roundTripMs)}</span>
        </>
      )}
      {backend === 'ready' ? null : (
        <output className={styles['lost']}>
          {backend === 'lost' ? 'Backend stopped, starting again' : 'Starting'}
        </output>
      )}
      <span className={styles['end']}>Times in {timeZone}</span>
      <Button className={styles['commands'] ?? ''} onPress={onCommands} aria-label="Commands">
        <Kbd keys="mod+K" /> Commands
      </Button>
    </footer>
  );
}
