/** A problem (RFC 9457) as the services answer it, or what stands for one where nothing was answered. */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly traceId: string | undefined;

  constructor(status: number, message: string, reason: string, traceId?: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.traceId = traceId;
  }
}

/** The error that an answer other than 2xx stands for. */
export async function toApiError(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => undefined)) as
    | { detail?: string; reason?: string; code?: string; traceId?: string; errors?: unknown }
    | undefined;
  const message = (problem?.detail && chineseOf(problem.detail)) || `服务器返回 ${response.status}，请稍后再试`;
  return new ApiError(response.status, message, problem?.reason ?? problem?.code ?? 'unknown', problem?.traceId);
}

/** The error where no answer came. */
export function unreachable(): ApiError {
  return new ApiError(0, '无法连接服务器，请检查网络后重试', 'unreachable');
}

/** Messages are Chinese with English in parentheses at the end; people are shown the Chinese. */
export function chineseOf(detail: string): string {
  return detail.replace(/ \([\x20-\x7e’]+\)$/, '');
}
