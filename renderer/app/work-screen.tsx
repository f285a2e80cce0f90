import { ImportScreen } from '../features/import/import-screen.tsx';
import type { Route } from './navigation.ts';

/** The screens that need an open connection. */
export function WorkScreen({ route }: { readonly route: Exclude<Route, { screen: 'settings' | 'connections' }> }) {
  switch (route.screen) {
    case 'import':
      return <ImportScreen />;
    default:
      return <p>{route.screen}</p>;
  }
}
