import type { ReactNode } from 'react';
import { Empty } from '../../parts/states.tsx';
import { DeskFrame } from './desk-frame.tsx';

/** A page of the desk on which only an administrator of the node acts. */
export function OnlyAdministrators({ part, title, children }: Props) {
  return (
    <DeskFrame part={part} title={title}>
      {({ account, roles }) =>
        roles.includes('province-admin') ? (
          children
        ) : (
          <Empty title="没有权限">账号 {account} 不能使用本页，由本节点管理员办理。</Empty>
        )
      }
    </DeskFrame>
  );
}

interface Props {
  part: string;
  title: string;
  children: ReactNode;
}
