export { createCedarEngine, type CedarEngineOptions, type CedarModule } from './create-cedar-engine.ts';
