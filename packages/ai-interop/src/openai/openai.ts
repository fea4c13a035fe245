export { guardOpenAi, type GuardedOpenAi, type GuardOpenAiOptions } from './guard-openai.ts';
