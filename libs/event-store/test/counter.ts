/** The smallest aggregate with every kind of answer, for the specs of the executor. */
import { refuse, type Decider } from '@chronovisor/kernel';

export type CounterCommand =
  | { readonly type: 'Add'; readonly amount: number }
  | { readonly type: 'Set'; readonly to: number };
export interface CounterEvent {
  readonly type: 'test.Counted';
  readonly version: 2;
  readonly data: { readonly amount: number };
}

const counted = (amount: number): CounterEvent => ({ type: 'test.Counted', version: 2, data: { amount } });

/** `Set` heard twice does nothing; above 1000 is refused. */
export const counter: Decider<CounterCommand, number, CounterEvent> = {
  initial: 0,
  decide: (command, state) => {
    const amount = command.type === 'Add' ? command.amount : command.to - state;
    if (state + amount > 1000) return refuse('counter.full', 'a counter ends at 1000');
    return amount === 0 ? [] : [counted(amount)];
  },
  evolve: (state, event) => state + event.data.amount,
};

export const add = (amount: number): CounterCommand => ({ type: 'Add', amount });
export const set = (to: number): CounterCommand => ({ type: 'Set', to });
