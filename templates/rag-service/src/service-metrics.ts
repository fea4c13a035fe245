import type { CounterSnapshot, MetricDefinition, MetricFamily } from '@org/ai-telemetry';
import { renderPrometheus } from '@org/ai-telemetry/prometheus';

/** What the service counts beside what `@org/ai-telemetry` counts of searches, models, rails and cost. */
export interface ServiceMetrics {
  request(route: string, status: number): void;
  answer(outcome: string): void;
  /** The text for Prometheus, with the gauges as they are now. */
  render(telemetry: { metrics(): readonly MetricFamily[] }, gauges: Gauges): string;
}

/** What is true at the time of a scrape. */
interface Gauges {
  readonly isReady: boolean;
  readonly running: number;
  readonly maxRunning: number;
}

const requests: MetricDefinition = {
  name: 'rag.http.requests',
  description: 'Requests by route and status.',
  unit: '{request}',
  kind: 'counter',
  labels: ['route', 'status'],
};
const answers: MetricDefinition = {
  name: 'rag.answers',
  description: 'Answers by outcome: how they ended, or the code of the fault.',
  unit: '{answer}',
  kind: 'counter',
  labels: ['outcome'],
};

/** Counts in this process; labels come from closed lists, so that no caller can make series. */
export function createServiceMetrics(): ServiceMetrics {
  const byRequest = createCounter(requests);
  const byOutcome = createCounter(answers);
  return {
    request: (route, status) => byRequest.add({ route, status: String(status) }),
    answer: (outcome) => byOutcome.add({ outcome }),
    render(telemetry, { isReady, running, maxRunning }) {
      const families = [...telemetry.metrics(), byRequest.family(), byOutcome.family()];
      return [
        renderPrometheus({ metrics: () => families }),
        gauge('rag_ready', 'Whether the service can answer.', isReady ? 1 : 0),
        gauge('rag_answers_running', 'Answers under way.', running),
        gauge('rag_answers_limit', 'Most answers under way at a time.', maxRunning),
      ].join('');
    },
  };
}

function createCounter(definition: MetricDefinition): {
  add(labels: Readonly<Record<string, string>>): void;
  family(): MetricFamily;
} {
  const series = new Map<string, { labels: Readonly<Record<string, string>>; value: number }>();
  return {
    add(labels) {
      const key = JSON.stringify(labels);
      const one = series.get(key) ?? { labels, value: 0 };
      one.value++;
      series.set(key, one);
    },
    family: () => ({ definition, kind: 'counter', series: [...series.values()] satisfies CounterSnapshot[] }),
  };
}

function gauge(name: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;
}
