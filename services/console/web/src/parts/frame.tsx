import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { IS_CENTRE, SITE, SYSTEM_NAME } from '../site.ts';
import { AccountMenu } from './account-menu.tsx';

/** What stands around every page. */
export function Frame() {
  const main = useFocusOnArrival();
  return (
    <>
      <a className="skip" href="#content">
        跳到正文
      </a>
      <header className="masthead">
        <div className="wide">
          <Link to="/" className="brand">
            <img src="/assets/seal.svg" alt="" />
            <span>
              企业信用<span className="long">信息</span>公示<span className="long">系统</span>
              <small>{IS_CENTRE ? '全国 · 中央本级' : `${SITE.fullName}`}</small>
            </span>
          </Link>
          <nav aria-label="主导航">
            <Link to="/" activeOptions={{ exact: true }}>
              查询
            </Link>
            <Link to="/verify">核验证明</Link>
            <AccountMenu />
          </nav>
        </div>
      </header>
      <main id="content" className="page" tabIndex={-1} ref={main}>
        <Outlet />
      </main>
      <footer className="footer">
        <div className="wide">
          <p>
            {SYSTEM_NAME}
            。公示信息由提供部门负责（谁产生、谁提供、谁负责）；每条信息均可用公示证明独立核验。本页不向站外请求任何内容。
          </p>
          <p>节点 {SITE.node}</p>
        </div>
      </footer>
    </>
  );
}

/**
 * Another page begins at its beginning for the keyboard too, as a document that is loaded does: what was clicked is gone, and the
 * focus with it. Whatever took the focus itself keeps it.
 */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null);
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        // A document that has just been loaded begins at its beginning by itself.
        if (fromLocation && pathChanged && document.activeElement === document.body)
          main.current?.focus({ preventScroll: true });
      }),
    [router],
  );
  return main;
}
