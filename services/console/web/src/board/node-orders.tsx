import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Steps } from 'antd';
import { useId, useState } from 'react';
import { post } from '../api/call.ts';
import type { NodeStatus } from './node-status.ts';

const REASON_CHARACTERS_MIN = 4;
const REASON_CHARACTERS_MAX = 500;

/** Acts of a central administrator about a province: a patrol at once, and stop or resume in two steps. */
export function NodeOrders({ status }: { status: NodeStatus }) {
  const [isOpen, setOpen] = useState(false);
  const { message } = App.useApp();
  const client = useQueryClient();
  const isStopped = status.state === 'stopped';
  const patrol = useMutation({
    mutationFn: () => post(`exchange`, `/v1/nodes/${status.node}/patrol`, {}),
    onSuccess: () => message.success('已开始新一轮巡查'),
    onError: (error) => message.error(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin'] }),
  });
  return (
    <div className="tools">
      <Button loading={patrol.isPending} onClick={() => patrol.mutate()}>
        立即巡查
      </Button>
      <Button danger={!isStopped} type={isStopped ? 'primary' : 'default'} onClick={() => setOpen(true)}>
        {isStopped ? '恢复汇集' : '停止汇集'}
      </Button>
      {isOpen && <OrderDialog status={status} act={isStopped ? 'resume' : 'stop'} onClose={() => setOpen(false)} />}
    </div>
  );
}

interface DialogProps {
  status: NodeStatus;
  act: 'stop' | 'resume';
  onClose: () => void;
}

function OrderDialog({ status: { node, name, verifiedSize }, act, onClose }: DialogProps) {
  const id = useId();
  const [step, setStep] = useState(0);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const { message } = App.useApp();
  const client = useQueryClient();
  const title = act === 'stop' ? '停止汇集' : '恢复汇集';
  const order = useMutation({
    mutationFn: () => post('exchange', `/v1/nodes/${node}/${act}`, { reason: reason.trim() }),
    onSuccess: () => {
      message.success(`${name}：${title}已生效，并已通知该省管理员`);
      onClose();
    },
    onError: (error) => message.error(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin'] }),
  });
  const isReasonGiven = reason.trim().length >= REASON_CHARACTERS_MIN;
  return (
    <Modal
      open
      title={`${title}：${name}`}
      onCancel={onClose}
      okText={step === 0 ? '下一步' : `确认${title}`}
      okButtonProps={{ danger: act === 'stop' && step === 1, disabled: step === 0 ? !isReasonGiven : typed !== name }}
      confirmLoading={order.isPending}
      onOk={() => (step === 0 ? setStep(1) : order.mutate())}
    >
      <Steps
        size="small"
        current={step}
        items={[{ title: '说明理由' }, { title: '确认' }]}
        style={{ margin: '12px 0 20px' }}
      />
      <Form layout="vertical">
        {step === 0 ? (
          <Form.Item label="理由（记入审计日志，并通知该省）" htmlFor={`${id}-reason`} required>
            <Input.TextArea
              id={`${id}-reason`}
              rows={4}
              placeholder={`至少 ${REASON_CHARACTERS_MIN} 个字`}
              maxLength={REASON_CHARACTERS_MAX}
              showCount
              autoFocus
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Form.Item>
        ) : (
          <>
            <p style={{ marginBottom: 12 }}>
              {act === 'stop'
                ? `停止后不再采用该省的新变更；已核验的 ${verifiedSize.toLocaleString('zh-CN')} 叶照常对外提供。`
                : '恢复后从已核验之处继续汇集。'}
            </p>
            <Form.Item label={`请输入“${name}”以确认`} htmlFor={`${id}-name`}>
              <Input id={`${id}-name`} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}
