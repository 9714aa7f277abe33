import { expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

const recipientsOf = async (shape: MailShape) => classify(await parseMail(aMail(shape))).bounce?.recipients;

test.each<[string, string, string]>([
  ['German', 'Delivery Status Notification (Delay)', 'Gmail versucht es noch 47 Stunden lang.\n\nbob@northwind.example: 451 4.3.0 later\n'],
  ['French', 'Remise différée : Imprimante', 'bob@northwind.example: 451 4.3.0 plus tard\n'],
  ['Russian', 'Отчёт', 'bob@northwind.example: 451 4.3.0\n\nПопытки доставки будут продолжены.\n'],
  ['Japanese', '配信遅延の通知', 'bob@northwind.example: 451 4.3.0\n'],
])('a delay is recognised in %s', async (_language, subject, text) => {
  const [recipient] = (await recipientsOf({ from: 'mailer-daemon@mx.example', subject, text })) ?? [];
  expect(recipient).toMatchObject({ address: 'bob@northwind.example', action: 'delayed', hard: false });
});

test('the only address of a report in unknown words is the one that failed', async () => {
  const shape: MailShape = {
    from: 'mailer-daemon@mx.example',
    subject: 'Notificación',
    text: 'Tu mensaje no se ha entregado a bob@northwind.example porque no existe.\n\n550 5.1.1 user unknown\n\nPreguntas: postmaster@mx.example\n',
  };
  expect(await recipientsOf(shape)).toMatchObject([{ address: 'bob@northwind.example', hard: true, reason: 'user-unknown' }]);
  expect(await recipientsOf({ ...shape, text: `${shape.text}\ncarol@northwind.example\n` })).toMatchObject([
    { address: 'carol@northwind.example' },
  ]);
});

test('what a report says after the fields of the returned mail counts as well', async () => {
  const text =
    '抱歉，您的邮件被退回来了……\n原邮件信息：\n时间 2026-11-02\n收件人 bob@northwind.example\n\n退信原因：\n550 Mailbox not found. https://mail.example/help\n';
  expect(
    await recipientsOf({ from: 'PostMaster@mail.example', subject: '系统退信', headers: { 'Return-Path': '<>' }, text }),
  ).toMatchObject([{ address: 'bob@northwind.example', hard: true }]);
});
