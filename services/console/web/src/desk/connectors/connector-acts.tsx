import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Connector } from './connector.ts';
import { PauseDialog } from './pause-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { ResumeDialog } from './resume-dialog.tsx';

/** What an administrator does about a connector: change it, pause it or let it go on, remove it. */
export function ConnectorActs({ connector }: { connector: Connector }) {
  const [dialog, setDialog] = useState<'pause' | 'resume' | 'remove' | undefined>();
  const close = () => setDialog(undefined);
  const { connectorId, state } = connector;
  return (
    <>
      <Link to="/desk/connectors/$id/change" params={{ id: connectorId }} className="button small">
        变更
      </Link>
      {state === 'running' ? (
        <Button onClick={() => setDialog('pause')}>暂停</Button>
      ) : (
        <Button type="primary" onClick={() => setDialog('resume')}>
          恢复
        </Button>
      )}
      <Button danger onClick={() => setDialog('remove')}>
        撤除
      </Button>
      {dialog === 'pause' && <PauseDialog connectorId={connectorId} onClose={close} />}
      {dialog === 'resume' && <ResumeDialog connector={connector} onClose={close} />}
      {dialog === 'remove' && <RemoveDialog connector={connector} onClose={close} />}
    </>
  );
}
