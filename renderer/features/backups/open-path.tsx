import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';

/** Opens the backup of a path that was typed where one searches; nothing where the text is no path of an AVRO file. */
export function OpenPath({ path, onOpened }: { readonly path: string; readonly onOpened: (path: string) => void }) {
  const calls = useCalls();
  const open = useAction(calls.backups.open.mutationOptions());
  if (!/^(?:[\\/]|[A-Za-z]:[\\/]).*\.avro$/i.test(path)) return null;
  const start = async (): Promise<void> => {
    const opened = await open.run({ path });
    if (opened.ok) onOpened(opened.value.path);
  };
  return (
    <>
      {open.fault === null ? null : <FaultNotice fault={open.fault} />}
      <Button icon="file" isDisabled={open.pending} onPress={() => void start()}>
        {`Open ${path.split(/[\\/]/).at(-1) ?? path}`}
      </Button>
    </>
  );
}
