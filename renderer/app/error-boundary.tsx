import { Component, type ErrorInfo, type ReactNode } from 'react';
import { fault, type Fault } from '#shared/fault.ts';
import { FaultNotice } from '../ui/fault-notice.tsx';
import styles from './app.module.css';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly broken: Fault | null;
}

/** A screen that breaks says so in its own place: rail, status bar and the other screens stay alive. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { broken: null };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
      broken: { ...fault('internal', {}, { detail }).fault, next: 'Show the screen again, or go to another one.' },
    };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('A screen broke.', error, info.componentStack);
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === null) return this.props.children;
    return (
      <div className={styles['waiting']}>
        <FaultNotice
          fault={broken}
          actions={[{ label: 'Show it again', onPress: () => this.setState({ broken: null }) }]}
        />
      </div>
    );
  }
}
