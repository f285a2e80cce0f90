import { useState } from 'react';
import type { Connection, ConnectionReport } from '#shared/connection.ts';
import type { Fault } from '#shared/fault.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import {
  changeField,
  draftOf,
  emptyFields,
  fieldErrors,
  fieldOfFault,
  fieldsOf,
  withAddress,
  withoutPassword,
  type ConnectionFields,
  type FieldErrors,
} from './connection-fields.ts';
import { useConnect } from './use-connect.ts';

export interface ConnectionForm {
  readonly fields: ConnectionFields;
  readonly errors: FieldErrors;
  readonly url: string;
  readonly urlFault: Fault | null;
  readonly report: ConnectionReport | null;
  /** Of the last test or of the last attempt to connect. */
  readonly fault: Fault | null;
  readonly testing: boolean;
  readonly connecting: boolean;
  readonly change: (change: Partial<ConnectionFields>) => void;
  readonly setUrl: (url: string) => void;
  /** Reads the URL into the fields. */
  readonly takeUrl: (url: string) => void;
  readonly test: () => void;
  /** Saves and connects; calls back when the window is on the connection. */
  readonly connect: (remember: boolean, onConnected: () => void) => void;
}

/** State of the form: its fields, what is wrong with them, and what the server said. */
export function useConnectionForm(saved: Connection | null): ConnectionForm {
  const calls = useCalls();
  const [id, setId] = useState(saved?.id ?? null);
  const [fields, setFields] = useState(saved === null ? emptyFields : fieldsOf(saved));
  const [url, setUrl] = useState('');
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const [report, setReport] = useState<ConnectionReport | null>(null);
  const parse = useAction(calls.connections.parseUrl.mutationOptions());
  const tryOut = useAction(calls.connections.test.mutationOptions());
  const { open, save, pending } = useConnect();

  const missing = fieldErrors(fields);
  const place = fault === null ? null : fieldOfFault(fault.code);
  const errors: FieldErrors = {
    ...(asked ? missing : {}),
    ...(place === null || fault === null ? {} : { [place]: fault.sentence }),
  };
  const password = fields.password === '' ? null : fields.password;

  const complete = (): boolean => {
    setAsked(true);
    setFault(null);
    return Object.keys(missing).length === 0;
  };
  const runTest = async (): Promise<void> => {
    if (!complete()) return;
    const outcome = await tryOut.run({ draft: draftOf(fields), password, id });
    setReport(outcome.ok ? outcome.value : null);
    setFault(outcome.ok ? null : outcome.fault);
  };
  const runConnect = async (remember: boolean, onConnected: () => void): Promise<void> => {
    if (!complete()) return;
    const outcome = await save({ id, draft: draftOf(fields), password, remember });
    if (!outcome.ok) {
      setFault(outcome.fault);
      return;
    }
    setId(outcome.value.id);
    const refused = await open(outcome.value.id, password);
    if (refused === null) onConnected();
    else {
      setReport(null);
      setFault(refused);
    }
  };
  const runUrl = async (text: string): Promise<void> => {
    if (text.trim() === '') {
      parse.reset();
      return;
    }
    const outcome = await parse.run({ url: text.trim() });
    if (!outcome.ok) return;
    const { address, password: given } = outcome.value;
    setFields((before) => withAddress(before, address, given));
    setUrl(withoutPassword(text.trim()));
    setFault(null);
    setReport(null);
  };

  return {
    fields,
    errors,
    url,
    urlFault: parse.fault,
    report,
    fault,
    testing: tryOut.pending,
    connecting: pending,
    change: (change) => {
      setFields(changeField(fields, change));
      setFault(null);
      setReport(null);
    },
    setUrl,
    takeUrl: (text) => void runUrl(text),
    test: () => void runTest(),
    connect: (remember, onConnected) => void runConnect(remember, onConnected),
  };
}
