import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useRef } from 'react';
import { ApiError } from '../api/problem.ts';

/**
 * Something that a person does at the server: once, however often it is clicked, until it has been answered. What goes wrong is
 * told; lists are read again either way.
 */
export function useAct<Given, Answer>(
  act: (given: Given) => Promise<Answer>,
  { onDone, isErrorShown = false }: ActOptions<Answer> = {},
): Act<Given, Answer> {
  const { message } = App.useApp();
  const client = useQueryClient();
  // At once, where the button is drawn anew a moment later.
  const isUnderWay = useRef(false);
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: (answer) => onDone?.(answer),
    onError: (error) => {
      if (!isErrorShown) void message.error(error.message);
    },
    onSettled: async () => {
      isUnderWay.current = false;
      await client.invalidateQueries({ queryKey: ['admin'] });
    },
  });
  return {
    isBusy: mutation.isPending,
    answer: mutation.data,
    problem: mutation.error ? toProblem(mutation.error) : undefined,
    run: (given) => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      mutation.mutate(given);
    },
  };
}

interface ActOptions<Answer> {
  onDone?: (answer: Answer) => void;
  /** The page itself shows what goes wrong, where it stays to be read. */
  isErrorShown?: boolean;
}

interface Act<Given, Answer> {
  isBusy: boolean;
  /** Of the last time, once it is there. */
  answer: Answer | undefined;
  /** What went wrong the last time. */
  problem: ApiError | undefined;
  run: (given: Given) => void;
}

function toProblem(error: Error): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, error.message, 'unknown');
}
