/** A problem (RFC 9457) as the services answer it, or what stands for one where nothing was answered. */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly traceId: string | undefined;
  /** What is wrong with which field, where the service says it field by field. */
  readonly faults: readonly FieldFault[];

  constructor(
    status: number,
    message: string,
    reason: string,
    { traceId, faults = [] }: { traceId?: string | undefined; faults?: readonly FieldFault[] } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.traceId = traceId;
    this.faults = faults;
  }
}

/** One thing that is wrong: a JSON pointer into what was sent, and words. */
export interface FieldFault {
  at: string;
  message: string;
}

/** The error that an answer other than 2xx stands for. */
export async function toApiError(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  const message = (problem?.detail && chineseOf(problem.detail)) || `服务器返回 ${response.status}，请稍后再试`;
  const faults = [
    ...(problem?.faults ?? []),
    ...(problem?.errors ?? []).map((fault) => ({ at: fault.field, message: fault.message })),
  ].map(({ at, message: text }) => ({ at, message: chineseOf(text) }));
  const reason = problem?.reason ?? problem?.code ?? 'unknown';
  return new ApiError(response.status, message, reason, { traceId: problem?.traceId, faults });
}

interface Problem {
  detail?: string;
  reason?: string;
  code?: string;
  traceId?: string;
  errors?: { field: string; message: string }[];
  faults?: FieldFault[];
}

/** The error where no answer came. */
export function unreachable(): ApiError {
  return new ApiError(0, '无法连接服务器，请检查网络后重试', 'unreachable');
}

/** Messages are Chinese with English in parentheses; people are shown the Chinese, and what is named after it. */
export function chineseOf(detail: string): string {
  return detail
    .replace(/ \([\x20-\x7e’]+\)$/, '')
    .replace(/ \((?:[\x20-\x27\x2a-\x7e]|’)+\)/g, '')
    .trim();
}
