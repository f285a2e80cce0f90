import { showFullMoment, showMoment } from './format-time.ts';

interface MomentProps {
  /** ISO 8601. */
  readonly iso: string;
  /** IANA name of the zone chosen. */
  readonly zone: string;
  readonly seconds?: boolean;
  readonly className?: string | undefined;
}

/** A moment as lists show it; the full date with its zone on hover. */
export const Moment = ({ iso, zone, seconds, className }: MomentProps) => (
  <time dateTime={iso} title={showFullMoment(iso, zone)} className={className}>
    {showMoment(iso, zone, { seconds: seconds === true })}
  </time>
);
