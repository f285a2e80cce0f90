import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import { LIVE_JOB } from '../../electron/backend/transport/test-backend.ts';
import { ClientProvider, useCalls, useConnectionState } from './client-provider.tsx';
import { openTestConnection, type TestConnection } from './test-connection.ts';
import { useAction } from './use-action.ts';
import { useCall } from './use-call.ts';
import { useJob } from './use-job.ts';

const open: TestConnection[] = [];
afterEach(() => {
  cleanup();
  for (const scene of open.splice(0)) scene.close();
});

function openScene() {
  const scene = openTestConnection();
  open.push(scene);
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <StrictMode>
      <ClientProvider connection={scene.connection}>{children}</ClientProvider>
    </StrictMode>
  );
  return { ...scene, wrapper };
}

test('a call shows its answer', async () => {
  const { wrapper } = openScene();
  const { result } = renderHook(() => useCall(useCalls().app.info.queryOptions()), { wrapper });
  expect(result.current).toMatchObject({ pending: true, data: undefined, fault: null });
  await waitFor(() => expect(result.current).toMatchObject({ pending: false, fault: null }));
  expect(result.current.data?.platform).toBe('test');
});

test('a call shows its fault', async () => {
  const { wrapper } = openScene();
  const { result } = renderHook(() => useCall(useCalls().connections.list.queryOptions()), { wrapper });
  await waitFor(() => expect(result.current.fault?.code).toBe('internal'));
});

test('an action tells how it ended and never throws', async () => {
  const { wrapper } = openScene();
  const { result } = renderHook(() => useAction(useCalls().jobs.cancel.mutationOptions()), { wrapper });
  const outcome = await act(() => result.current.run({ jobId: '7' }));
  expect(outcome).toMatchObject({ ok: false, fault: { code: 'job.unknown' } });
  await waitFor(() => expect(result.current.fault?.sentence).toBe('There is no job 7.'));
  act(() => result.current.reset());
  await waitFor(() => expect(result.current.fault).toBeNull());
});

test('an action gives its value', async () => {
  const { wrapper } = openScene();
  const { result } = renderHook(() => useAction(useCalls().connections.parseUrl.mutationOptions()), { wrapper });
  const outcome = await act(() => result.current.run({ url: 'db' }));
  expect(outcome).toMatchObject({ ok: true, value: { address: { host: 'db' } } });
});

test('a job is followed to its end, through a lost connection', async () => {
  const { wrapper, backend, cut, join } = openScene();
  const { result } = renderHook(() => useJob(LIVE_JOB), { wrapper });
  expect(result.current).toEqual({ job: null, fault: null });
  backend.stepTo(2);
  await waitFor(() => expect(result.current.job?.version).toBe(2));
  act(cut);
  act(join);
  backend.stepTo(6);
  await waitFor(() => expect(result.current.job).toMatchObject({ version: 6, state: 'succeeded' }));
  expect(result.current.fault).toBeNull();
});

test('a job that nobody knows is a fault', async () => {
  const { wrapper } = openScene();
  const { result } = renderHook(() => useJob('other'), { wrapper });
  await waitFor(() => expect(result.current.fault?.code).toBe('job.unknown'));
});

test('a job whose backend died keeps its last snapshot and says that the backend is gone', async () => {
  const { wrapper, backend, cut, join } = openScene();
  const { result } = renderHook(() => useJob(LIVE_JOB), { wrapper });
  backend.stepTo(2);
  await waitFor(() => expect(result.current.job?.version).toBe(2));
  backend.forgetJobs();
  act(cut);
  act(join);
  await waitFor(() => expect(result.current.fault?.code).toBe('host.backendGone'));
  expect(result.current.job?.version).toBe(2);
});

test('another job begins with nothing, not with the snapshot of the one before', async () => {
  const { wrapper, backend } = openScene();
  const { result, rerender } = renderHook(({ id }: { readonly id: string | null }) => useJob(id), {
    wrapper,
    initialProps: { id: LIVE_JOB },
  });
  backend.stepTo(1);
  await waitFor(() => expect(result.current.job?.version).toBe(1));
  rerender({ id: 'other' });
  expect(result.current).toEqual({ job: null, fault: null });
  rerender({ id: LIVE_JOB });
  await waitFor(() => expect(result.current.job?.version).toBe(1));
});

test('an answer is asked for anew when the backend says that its topic changed', async () => {
  const { wrapper, backend } = openScene();
  const { result } = renderHook(() => useCall(useCalls().runs.list.queryOptions({ input: {} })), { wrapper });
  await waitFor(() => expect(result.current.data?.total).toBe(1));
  await waitFor(() => {
    backend.change('runs');
    expect(result.current.data?.total).toBeGreaterThan(1);
  });
});

test('everything is asked for anew after a lost connection', async () => {
  const { wrapper, cut, join } = openScene();
  const { result } = renderHook(() => useCall(useCalls().runs.list.queryOptions({ input: {} })), { wrapper });
  await waitFor(() => expect(result.current.data?.total).toBe(1));
  act(cut);
  act(join);
  await waitFor(() => expect(result.current.data?.total).toBe(2));
});

test('the state of the connection is shown as it changes', () => {
  const { wrapper, cut, join } = openScene();
  const { result } = renderHook(() => useConnectionState(), { wrapper });
  expect(result.current.state).toBe('open');
  act(cut);
  expect(result.current).toMatchObject({ state: 'lost', fault: { code: 'host.backendGone' } });
  act(join);
  expect(result.current.state).toBe('open');
});
