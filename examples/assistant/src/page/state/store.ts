/** Holds the one state and tells its views when it changed. */
export interface Store<State, Action> {
  readonly state: State;
  dispatch(action: Action): void;
  /** Runs now and after every change. */
  subscribe(view: (state: State) => void): void;
}

/** Makes a store; an action that is dispatched by a view runs after the one at hand. */
export function createStore<State, Action>(
  initial: State,
  reduce: (state: State, action: Action) => State,
): Store<State, Action> {
  let state = initial;
  let isRunning = false;
  const waiting: Action[] = [];
  const views: ((state: State) => void)[] = [];
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      waiting.push(action);
      if (isRunning) return;
      isRunning = true;
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          state = reduce(state, next);
          for (const view of views) view(state);
        }
      } finally {
        isRunning = false;
      }
    },
    subscribe(view) {
      views.push(view);
      view(state);
    },
  };
}
