import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../styles/global.css';
import { GridStates } from './grid-states.tsx';
import { LedgerStates } from './ledger-states.tsx';
import { PieceStates } from './piece-states.tsx';
import { isScreenView, ScreenStates } from './screen-states.tsx';
import styles from './states.module.css';

// A reference sheet for development and tests: every shared piece at its edges, and the screens with invented data. It is
// no part of the app: the build does not take it.
const query = new URLSearchParams(window.location.search);
const theme = query.get('theme');
if (theme !== null) document.documentElement.dataset['theme'] = theme;
document.documentElement.dataset['env'] = query.get('env') ?? 'staging';

const view = query.get('view') ?? '';

const Pieces = () => (
  <div className={styles['page']}>
    <div className={styles['edge']} />
    <main className={styles['main']}>
      <header className={styles['head']}>
        <h1>States of the shared pieces</h1>
        <span className="ink-3 small">Reference sheet; not a screen of the app</span>
      </header>
      <div className={styles['columns']}>
        {view === 'grids' ? <GridStates /> : <LedgerStates />}
        <PieceStates />
      </div>
    </main>
  </div>
);

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(<StrictMode>{isScreenView(view) ? <ScreenStates view={view} /> : <Pieces />}</StrictMode>);
}
