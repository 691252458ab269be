import { Button, Form, type FormInstance, Input, Select } from 'antd';
import { SITE } from '../../site.ts';
import { type Enrolment, FIELDS } from './enrolment.ts';

const CENTRE = '100000';
const URL_PATTERN = /^https?:\/\/[^\s?#]+[^\s/?#]$/;
const ADDRESS_PATTERN = /^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/;
const KEY_PATTERN = /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/;

/** What is filled in to enrol a province. What can be told without the centre is told here. */
export function EnrolFields({ form, enrolled, onChecked }: Props) {
  const provinces = SITE.nodes
    .filter(({ code }) => code !== CENTRE)
    .map(({ code, name }) => ({
      value: code,
      label: enrolled.includes(code) ? `${name}（已入网，可变更地址）` : name,
    }));
  const url = (name: 'logUrl' | 'tokenUrl', extra: string) => (
    <Form.Item
      name={name}
      label={FIELDS[name]}
      extra={extra}
      rules={[{ required: true, pattern: URL_PATTERN, message: '须为 http:// 或 https:// 开头的地址，末尾不带斜杠' }]}
    >
      <Input className="mono" maxLength={500} />
    </Form.Item>
  );
  return (
    <Form<Enrolment> form={form} layout="vertical" onFinish={onChecked} scrollToFirstError style={{ maxWidth: 720 }}>
      <Form.Item name="node" label={FIELDS['node']} rules={[{ required: true, message: '请选择省份' }]}>
        <Select options={provinces} showSearch={{ optionFilterProp: 'label' }} placeholder="选择省份" />
      </Form.Item>
      <Form.Item
        name="logOrigin"
        label={FIELDS['logOrigin']}
        extra="检查点的第一行"
        rules={[{ required: true, pattern: /^[^\s+]{1,200}$/, message: '不含空格和加号，最长200字' }]}
      >
        <Input className="mono" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="logKey"
        label={FIELDS['logKey']}
        extra="C2SP 验证公钥，一行：日志标识+指纹+Base64"
        dependencies={['logOrigin']}
        rules={[
          { required: true, pattern: KEY_PATTERN, message: '不是验证公钥：形如 necips.local/330000+1a2b3c4d+Base64' },
          ({ getFieldValue }) => ({
            validator: (_, key?: string) => {
              const origin: unknown = getFieldValue('logOrigin');
              if (!key || typeof origin !== 'string' || key.startsWith(`${origin}+`)) return Promise.resolve();
              return Promise.reject(new Error('公钥不属于该日志：公钥以日志标识开头'));
            },
          }),
        ]}
      >
        <Input.TextArea className="mono" rows={2} maxLength={400} />
      </Form.Item>
      {url('logUrl', '公开日志所在，其下有 /checkpoint')}
      <Form.Item
        name="logServiceAddress"
        label={FIELDS['logServiceAddress']}
        extra="补读用的 gRPC 服务，主机:端口"
        rules={[{ required: true, pattern: ADDRESS_PATTERN, message: '形如 10.0.0.1:9443' }]}
      >
        <Input className="mono" maxLength={300} />
      </Form.Item>
      {url('tokenUrl', '该省身份服务的令牌端点')}
      <Button type="primary" htmlType="submit">
        下一步
      </Button>
    </Form>
  );
}

interface Props {
  form: FormInstance<Enrolment>;
  /** Codes of the provinces that are enrolled. */
  enrolled: string[];
  onChecked: (enrolment: Enrolment) => void;
}
