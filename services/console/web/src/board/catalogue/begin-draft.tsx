import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { beginDraft, CATALOGUE_KEY } from './catalogue.ts';

const NOTE_CHARACTERS_MAX = 2_000;

/** Begins a draft with the entries of the newest version, and opens it. */
export function BeginDraft() {
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<{ note: string }>();
  const navigate = useNavigate();
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: ({ note }: { note: string }) => beginDraft(note.trim()),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: CATALOGUE_KEY });
      await navigate({ to: '/board/catalogue/drafts/$id', params: { id: String(id) } });
    },
  });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        起草新版本
      </Button>
      <Modal
        open={isOpen}
        title="起草新版本"
        okText="开始起草"
        confirmLoading={begin.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p style={{ marginBottom: 12 }}>草案从最新公布的版本开始；改好后须由未参与起草的另一名管理员公布。</p>
        {begin.error && <Alert type="error" showIcon title={begin.error.message} style={{ marginBottom: 12 }} />}
        <Form form={form} layout="vertical" onFinish={(values) => begin.mutate(values)}>
          <Form.Item
            name="note"
            label="说明：改什么，为什么"
            rules={[{ required: true, whitespace: true, message: '请填写说明' }]}
          >
            <Input.TextArea rows={3} maxLength={NOTE_CHARACTERS_MAX} showCount />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
