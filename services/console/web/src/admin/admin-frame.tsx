import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { type ReactNode, useEffect } from 'react';
import { fetchSession, loginUrl, type Session } from '../api/session.ts';
import { Bones, Empty, Failed } from '../parts/states.tsx';
import '../styles/admin.css';
import { SessionKeeper } from './session-keeper.tsx';

const THEME = {
  token: {
    colorPrimary: '#9d1f24',
    colorError: '#b1191f',
    colorLink: '#1f4e8c',
    colorTextDescription: '#5a616d',
    colorTextPlaceholder: '#696f7a',
    borderRadius: 6,
    fontFamily: 'inherit',
    fontSize: 14,
  },
  components: { Table: { headerBg: '#faf8f4', cellPaddingBlock: 11 } },
};
const NONCE = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

/** Who is logged in, on a page that only they see. */
export type Person = Exclude<Session, { account: null }>;

/** What stands around pages for people who are logged in: the component library, who may see it, and what happens when the session ends. */
export function AdminFrame({ title, roles, children }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['session'],
    queryFn: () => fetchSession(),
    staleTime: 60_000,
  });
  const client = useQueryClient();
  useEffect(() => () => void client.cancelQueries({ queryKey: ['admin'] }), [client]);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) {
    return (
      <div className="wide">
        <Bones lines={8} />
      </div>
    );
  }
  if (data.account === null) return <NeedsLogin />;
  const person = data;
  if (!roles.some((role) => person.roles.includes(role))) {
    return <Empty title="没有权限">账号 {person.account} 不能使用本页。如确有需要，请与本节点管理员联系。</Empty>;
  }
  return (
    <ConfigProvider locale={zhCN} theme={THEME} csp={{ nonce: NONCE }} button={{ autoInsertSpace: false }}>
      <App component="div" className="wide admin">
        <title>{title}</title>
        {children(person)}
        <SessionKeeper />
      </App>
    </ConfigProvider>
  );
}

interface Props {
  title: string;
  /** Any one of them is enough. */
  roles: readonly string[];
  children: (person: Person) => ReactNode;
}

function NeedsLogin() {
  return (
    <Empty
      title="请先登录"
      action={
        <a className="button main" href={loginUrl()}>
          登录
        </a>
      }
    >
      本页供管理人员使用。
    </Empty>
  );
}
