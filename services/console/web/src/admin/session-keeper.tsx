import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import { SESSION_ENDED } from '../api/call.ts';
import { fetchSession, loginUrl } from '../api/session.ts';
import { LOGIN_CHANNEL } from '../parts/plain-pages.tsx';

/** Acts closer together than this are told to the server once. */
const ACT_PERIOD_MS = 60_000;

/**
 * Tells the server that a person is there, and asks for a login in another window when the session has ended: what was typed
 * on this page stays, and goes on from where it was.
 */
export function SessionKeeper() {
  const [hasEnded, setEnded] = useState(false);
  const client = useQueryClient();

  useEffect(() => {
    let toldAt = Date.now();
    const act = () => {
      if (Date.now() - toldAt < ACT_PERIOD_MS) return;
      toldAt = Date.now();
      fetchSession({ isAct: true }).then(
        (session) => setEnded(session.account === null),
        () => undefined,
      );
    };
    const end = () => setEnded(true);
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
      title="登录已结束"
      okText="重新登录"
      cancelText="稍后"
      onOk={() => window.open(loginUrl('/logged-in'), '_blank', 'noopener')}
      onCancel={() => setEnded(false)}
    >
      长时间未操作，或已在别处退出。请在新窗口重新登录；本页已填写的内容不会丢失。
    </Modal>
  );
}
