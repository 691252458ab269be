import { Button } from 'antd';
import { useState } from 'react';
import { ChangeDialog } from './change-dialog.tsx';
import { CredentialsDialog } from './credentials-dialog.tsx';
import type { Credentials, Department } from './department.ts';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';

/** What an administrator does about a department: change its terms, give it new credentials, revoke it. */
export function DepartmentActs({ department }: { department: Department }) {
  const [dialog, setDialog] = useState<'change' | 'rotate' | 'revoke' | undefined>();
  const [credentials, setCredentials] = useState<Credentials | undefined>();
  const close = () => setDialog(undefined);
  if (department.revokedAt) return null;
  return (
    <>
      <Button onClick={() => setDialog('change')}>变更</Button>
      <Button disabled={department.accounts.length === 0} onClick={() => setDialog('rotate')}>
        更换凭据
      </Button>
      <Button danger onClick={() => setDialog('revoke')}>
        停用
      </Button>
      {dialog === 'change' && <ChangeDialog department={department} onClose={close} />}
      {dialog === 'rotate' && (
        <RotateDialog
          department={department}
          onClose={close}
          onRotated={(given) => {
            close();
            setCredentials(given);
          }}
        />
      )}
      {dialog === 'revoke' && <RevokeDialog department={department} onClose={close} />}
      {credentials && <CredentialsDialog credentials={credentials} onClose={() => setCredentials(undefined)} />}
    </>
  );
}
