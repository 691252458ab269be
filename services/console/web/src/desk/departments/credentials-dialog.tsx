import { Alert, App, Button, Checkbox, Modal } from 'antd';
import { useId, useState } from 'react';
import type { Credentials } from './department.ts';

/** Shows new credentials, the secret for the only time: the dialog closes when somebody says that it was kept. */
export function CredentialsDialog({ credentials, onClose }: { credentials: Credentials; onClose: () => void }) {
  const [isKept, setKept] = useState(false);
  const id = useId();
  const { message } = App.useApp();
  const { account, tokenUrl, secret } = credentials;
  const copy = async (text: string) => {
    // There only over TLS and on this machine; the text can be marked and copied all the same.
    await navigator.clipboard?.writeText(text);
    message.success('已复制');
  };
  return (
    <Modal
      open
      title="新的凭据"
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" disabled={!isKept} onClick={onClose}>
          完成
        </Button>
      }
    >
      <Alert
        type="warning"
        showIcon
        title="密钥只显示这一次"
        description="关闭后不能再次查看。请当面或以加密方式交给部门；遗失时更换凭据。"
        style={{ marginBottom: 14 }}
      />
      <dl className="credentials">
        <dt>账号</dt>
        <dd className="mono">{account}</dd>
        <dt>密钥</dt>
        <dd>
          {secret === null ? (
            '由部门自有密钥对认证'
          ) : (
            <>
              <code className="secret" aria-label="密钥">
                {secret}
              </code>
              <Button size="small" onClick={() => void copy(secret)}>
                复制
              </Button>
            </>
          )}
        </dd>
        <dt>令牌地址</dt>
        <dd className="mono">{tokenUrl}</dd>
      </dl>
      <Checkbox id={id} checked={isKept} onChange={(event) => setKept(event.target.checked)}>
        已妥善保存
      </Checkbox>
    </Modal>
  );
}
