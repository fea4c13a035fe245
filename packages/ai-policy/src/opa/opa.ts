export { createOpaEngine, type OpaEngineOptions, type OpaModule } from './create-opa-engine.ts';
