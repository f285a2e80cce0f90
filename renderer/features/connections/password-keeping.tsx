import type { AppInfo } from '#shared/contract/app.ts';
import { CheckBox } from '../../ui/check-box.tsx';

interface PasswordKeepingProps {
  readonly secrets: AppInfo['secrets'];
  readonly remember: boolean;
  readonly onRemember: (on: boolean) => void;
}

/** Where the password stays: in the system's store, or nowhere, and then that is said. */
export const PasswordKeeping = ({ secrets, remember, onRemember }: PasswordKeepingProps) =>
  secrets === 'os' ? (
    <CheckBox
      isSelected={remember}
      onChange={onRemember}
      detail="In the store of the operating system. Otherwise it is asked once in each session."
    >
      Keep the password
    </CheckBox>
  ) : (
    <p className="small ink-2">
      There is no password store here, so the password is written nowhere. It is asked once in each session.
    </p>
  );
