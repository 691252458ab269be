import { Alert, Button, Form, type FormInstance, Input, InputNumber } from 'antd';
import type { ReactNode } from 'react';
import { type ApiError, chineseOf } from '../../api/problem.ts';
import type { FormModel } from '../entry/form/form-model.ts';
import { ColumnsField } from './columns-field.tsx';
import type { ConnectorTerms } from './connector.ts';
import { adviceAtForm } from './connector-advice.ts';

/** What is filled in; a password that stays as it is is empty. */
export type ConnectorValues = ConnectorTerms & { password: string };

const IDENTIFIER_CHARACTERS_MAX = 63;
const PASSWORD_CHARACTERS_MAX = 1_000;
const OVERLAP_MAX = 604_800;
const PERIOD_SECONDS_MAX = 86_400;
const BATCH_ROWS_MAX = 10_000;
const PORT_MAX = 65_535;

/** What a new connector has, as the service suggests it. */
export const PACE = { port: 5432, overlap: 600, periodSeconds: 300, batchRows: 1_000 };

const needed = (message: string) => [{ required: true, whitespace: true, message }];

/** The form of a connector. What is settled at registration stands in `settled`: fields to choose it, or what was chosen. */
export function ConnectorForm({ form, model, initial, settled, isNew, isBusy, problem, okText, onSubmit }: Props) {
  const text = (name: 'host' | 'database' | 'user', label: string, extra?: string) => (
    <Form.Item name={name} label={label} extra={extra} rules={needed(`请填写${label}`)}>
      <Input className="mono" autoComplete="off" maxLength={name === 'host' ? 253 : IDENTIFIER_CHARACTERS_MAX} />
    </Form.Item>
  );
  const number = (name: 'overlap' | 'periodSeconds' | 'batchRows', label: string, [min, max]: Range, extra: string) => (
    <Form.Item name={name} label={label} extra={extra} rules={[{ required: true, message: `请填写${label}` }]}>
      <InputNumber min={min} max={max} precision={0} controls={false} style={{ width: '100%' }} />
    </Form.Item>
  );
  return (
    <Form<ConnectorValues>
      form={form}
      layout="vertical"
      initialValues={initial}
      scrollToFirstError={{ block: 'center', focus: true }}
      onFinish={onSubmit}
      className="connector-form"
    >
      {settled}
      <section className="card panel">
        <h2>部门数据库</h2>
        <div className="form-grid">
          {text('host', '地址', '须在本节点运维人员允许读取的范围内')}
          <Form.Item name="port" label="端口" rules={[{ required: true, message: '请填写端口' }]}>
            <InputNumber min={1} max={PORT_MAX} precision={0} controls={false} style={{ width: '100%' }} />
          </Form.Item>
          {text('database', '数据库')}
          {text('user', '只读账号', '只授予读取该表或视图的权限')}
          <Form.Item
            name="password"
            label="密码"
            extra={isNew ? '封存保存，以后不再显示' : '不变更地址、端口、数据库和账号的，可以留空'}
            rules={isNew ? needed('请填写密码') : []}
          >
            <Input.Password autoComplete="new-password" maxLength={PASSWORD_CHARACTERS_MAX} />
          </Form.Item>
        </div>
      </section>
      <section className="card panel">
        <h2>各列对应的字段</h2>
        <ColumnsField model={model} />
      </section>
      <section className="card panel">
        <h2>读取节奏</h2>
        <div className="form-grid thirds">
          {number('periodSeconds', '间隔（秒）', [1, PERIOD_SECONDS_MAX], '两次读取之间')}
          {number('batchRows', '每批行数', [1, BATCH_ROWS_MAX], '每批成为一个报送批次')}
          {number('overlap', '回看范围', [0, OVERLAP_MAX], '时间列为秒，不短于部门系统最长的事务；序号列为个数')}
        </div>
      </section>
      {problem && (
        <Alert
          type="error"
          showIcon
          role="alert"
          style={{ marginBottom: 16 }}
          title={chineseOf(problem.message)}
          description={adviceAtForm(problem.reason)}
        />
      )}
      <div className="tools">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {okText}
        </Button>
        <span className="quiet form-note">提交时即试读一行，有问题的不予{isNew ? '登记' : '变更'}。</span>
      </div>
    </Form>
  );
}

type Range = readonly [min: number, max: number];

interface Props {
  form: FormInstance<ConnectorValues>;
  /** Fields of the item; undefined until it is chosen and they are known. */
  model: FormModel | undefined;
  initial: Partial<ConnectorValues>;
  settled: ReactNode;
  isNew: boolean;
  isBusy: boolean;
  /** Why it was refused last. */
  problem: ApiError | undefined;
  okText: string;
  onSubmit: (values: ConnectorValues) => void;
}
