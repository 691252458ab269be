import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { loginUrl } from '../api/session.ts';
import { IS_CENTRE } from '../site.ts';
import { Empty, Failed } from './states.tsx';

/** Name of the channel by which a tab tells the others that somebody has logged in again. */
export const LOGIN_CHANNEL = 'necips-login';

/** For an address that is no page. */
export function NotFound() {
  return (
    <Empty
      isPage
      title="没有这个页面"
      action={
        <Link className="button" to="/">
          返回查询
        </Link>
      }
    >
      <title>没有这个页面</title>
      地址可能已变更，或输入有误。
    </Empty>
  );
}

/** For a page that threw. */
export function PageFailed({ error, reset }: { error: unknown; reset: () => void }) {
  return <Failed isPage error={error} retry={reset} />;
}

/** After a login that did not come to an end. */
export function LoginFailed() {
  return (
    <Empty
      isPage
      title="登录没有完成"
      action={
        <a className="button main" href={loginUrl(IS_CENTRE ? '/board' : '/desk')}>
          重新登录
        </a>
      }
    >
      登录请求已过期，或不是由本浏览器发起。请重新登录。
    </Empty>
  );
}

/** Where a login in a window of its own ends: the page that needed it goes on where it was. */
export function LoggedIn() {
  useEffect(() => {
    const channel = new BroadcastChannel(LOGIN_CHANNEL);
    channel.postMessage('logged-in');
    channel.close();
    window.close();
  }, []);
  return (
    <Empty isPage title="已重新登录">
      可以关闭本窗口，回到原来的页面继续操作。
    </Empty>
  );
}
