// First: what a piece says of itself must win over what holds for all.
import './styles/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { ClientProvider } from './client/client-provider.tsx';
import { connect } from './client/connect.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element #root.');

// Open as long as the page: the window takes its connection along when it closes.
const connection = connect();
createRoot(root).render(
  <StrictMode>
    <ClientProvider connection={connection}>
      <App />
    </ClientProvider>
  </StrictMode>,
);
