import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Form, Input, Steps } from 'antd';
import { useId, useState } from 'react';
import { AdminFrame, type Person } from '../../admin/admin-frame.tsx';
import { nodeName } from '../../site.ts';
import { BoardNav } from '../board-nav.tsx';
import { listNodes } from '../node-status.ts';
import { ConfirmTable } from './confirm-table.tsx';
import { EnrolFields } from './enrol-fields.tsx';
import { adviceOn, type Enrolment, enrol } from './enrolment.ts';

/** Enrols a province: its key is pinned and it is followed from then on. Filled in first, then checked and confirmed. */
export function EnrolPage() {
  return (
    <AdminFrame title="登记入网" roles={['central-admin']}>
      {(person) => <Enrol person={person} />}
    </AdminFrame>
  );
}

function Enrol({ person }: { person: Person }) {
  const id = useId();
  const [form] = Form.useForm<Enrolment>();
  const [checked, setChecked] = useState<Enrolment | undefined>();
  const [typed, setTyped] = useState('');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const nodes = useQuery({ queryKey: ['admin', 'nodes'], queryFn: listNodes });
  const enrolled = nodes.data?.map(({ node }) => node) ?? [];
  const order = useMutation({
    mutationFn: enrol,
    onSuccess: async (_, { node }) => {
      message.success(`${nodeName(node)}已登记入网`);
      await client.invalidateQueries({ queryKey: ['admin'] });
      await navigate({ to: '/board/$node', params: { node } });
    },
  });
  const name = checked ? nodeName(checked.node) : '';
  return (
    <>
      <BoardNav person={person} />
      <div className="page-title">
        <div>
          <h1>登记入网</h1>
          <p>登记后，该省的日志公钥固定于总局，此后只采用由它签名的内容。公钥须经另外的可靠途径取得和核对。</p>
        </div>
      </div>
      <section className="card panel">
        <Steps
          size="small"
          current={checked ? 1 : 0}
          items={[{ title: '填写' }, { title: '核对并确认' }]}
          style={{ maxWidth: 480, margin: '4px 0 24px' }}
        />
        {/* Kept while it is being confirmed, so that nothing has to be typed again. */}
        <div hidden={checked !== undefined}>
          <EnrolFields form={form} enrolled={enrolled} onChecked={setChecked} />
        </div>
        {checked && (
          <>
            <ConfirmTable enrolment={checked} isKnown={enrolled.includes(checked.node)} />
            <Form layout="vertical" onFinish={() => order.mutate(checked)} style={{ maxWidth: 480, marginTop: 20 }}>
              <Form.Item label={`请输入“${name}”以确认`} htmlFor={`${id}-name`}>
                <Input id={`${id}-name`} value={typed} onChange={(event) => setTyped(event.target.value.trim())} />
              </Form.Item>
              {order.error && (
                <Alert
                  type="error"
                  showIcon
                  title={order.error.message}
                  description={adviceOn(order.error)}
                  style={{ marginBottom: 16 }}
                />
              )}
              <div className="tools">
                <Button type="primary" htmlType="submit" disabled={typed !== name} loading={order.isPending}>
                  确认登记
                </Button>
                <Button
                  onClick={() => {
                    order.reset();
                    setTyped('');
                    setChecked(undefined);
                  }}
                >
                  返回修改
                </Button>
              </div>
            </Form>
          </>
        )}
      </section>
    </>
  );
}
