import type { Route } from './navigation.ts';

/** The screens that need an open connection. */
export function WorkScreen({ route }: { readonly route: Exclude<Route, { screen: 'settings' | 'connections' }> }) {
  return <p>{route.screen}</p>;
}
