import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { SESSION_ENDED } from '../api/call.ts';
import { fetchSession, loginUrl } from '../api/session.ts';
import { LOGIN_CHANNEL } from '../parts/plain-pages.tsx';

/** Class of the dialog that asks for a login. */
const DIALOG = 'session-ended';

/** Acts closer together than this are told to the server once. */
const ACT_PERIOD_MS = 60_000;
/** For so long nobody is asked again who wants to log in later. */
const QUIET_MS = 60_000;

/**
 * Tells the server that a person is there, and asks for a login in another window when the session has ended: what was typed
 * on this page stays, and goes on from where it was.
 */
export function SessionKeeper() {
  const [hasEnded, setEnded] = useState(false);
  // Where somebody was typing when the dialog came up, and goes on when it is gone.
  const left = useRef<Element | null>(null);
  // Whoever wants to log in later is left in peace for a while, though what he types is tried to be saved all the time.
  const quietUntil = useRef(0);
  const client = useQueryClient();

  useEffect(() => {
    let toldAt = Date.now();
    const act = () => {
      if (Date.now() - toldAt < ACT_PERIOD_MS) return;
      toldAt = Date.now();
      fetchSession({ isAct: true }).then(
        (session) => (session.account === null ? end() : setEnded(false)),
        () => undefined,
      );
    };
    const end = () => {
      if (Date.now() < quietUntil.current) return;
      const { activeElement } = document;
      if (activeElement !== document.body && !activeElement?.closest(`.${DIALOG}`)) left.current = activeElement;
      setEnded(true);
    };
    const channel = new BroadcastChannel(LOGIN_CHANNEL);
    channel.onmessage = () => {
      setEnded(false);
      void client.invalidateQueries();
    };
    addEventListener(SESSION_ENDED, end);
    addEventListener('pointerdown', act);
    addEventListener('keydown', act);
    return () => {
      channel.close();
      removeEventListener(SESSION_ENDED, end);
      removeEventListener('pointerdown', act);
      removeEventListener('keydown', act);
    };
  }, [client]);

  return (
    <Modal
      open={hasEnded}
      className={DIALOG}
      closable={false}
      mask={{ closable: false }}
      focusable={{ trap: true, focusTriggerAfterClose: false }}
      // The dialog itself is focused and no button of it: whoever is typing does not press one by a space.
      afterOpenChange={(isOpen) => {
        const target = isOpen ? document.querySelector(`.${DIALOG}`) : left.current;
        if (target instanceof HTMLElement && target.isConnected) target.focus();
      }}
      title="登录已结束"
      okText="重新登录"
      cancelText="稍后"
      onOk={() => window.open(loginUrl('/logged-in'), '_blank', 'noopener')}
      onCancel={() => {
        quietUntil.current = Date.now() + QUIET_MS;
        setEnded(false);
      }}
    >
      <p role="alert">长时间未操作，或已在别处退出。请在新窗口重新登录；本页已填写的内容不会丢失。</p>
    </Modal>
  );
}
