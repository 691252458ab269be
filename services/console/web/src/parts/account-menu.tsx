import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { fetchSession, loginUrl, logOut } from '../api/session.ts';
import { IS_CENTRE } from '../site.ts';

/** Login, or who is logged in and where they work. */
export function AccountMenu() {
  const { data: session } = useQuery({ queryKey: ['session'], queryFn: () => fetchSession(), staleTime: 60_000 });
  if (!session || session.account === null) {
    return <a href={loginUrl(IS_CENTRE ? '/board' : '/desk')}>登录</a>;
  }
  return (
    <>
      <Link to={IS_CENTRE ? '/board' : '/desk'}>{IS_CENTRE ? '汇集总览' : '工作台'}</Link>
      <span className="quiet account">{session.account}</span>
      <button type="button" onClick={() => void logOut()}>
        退出
      </button>
    </>
  );
}
