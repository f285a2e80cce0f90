import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { cx } from './class-names.ts';
import styles from './text-link.module.css';

interface TextLinkProps {
  readonly children: ReactNode;
  /** An address of the app, as `hrefOf(route)` makes it. */
  readonly href?: string;
  /** Instead of an address: what happens. */
  readonly onPress?: () => void;
  /** Underlined, where it stands within a sentence. */
  readonly inText?: boolean;
  readonly 'aria-label'?: string;
  readonly className?: string | undefined;
}

/** A link in the colour of action. Without `href` it is a button that looks like one. */
export function TextLink({ children, href, onPress, inText, className, ...rest }: TextLinkProps) {
  return (
    <Link
      {...rest}
      {...(href === undefined ? {} : { href })}
      {...(onPress === undefined ? {} : { onPress })}
      className={cx(styles['link'], inText === true && styles['inText'], className)}
    >
      {children}
    </Link>
  );
}
