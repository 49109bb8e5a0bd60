export { type CopyRemover, CopyRemovers } from './copy-removers';
export { DestructionModule } from './destruction.module';
export { planCertified, type PlanReference, type PlanState } from './destruction';
export { DestructionPlans } from './plans/destruction-plans';
export { type ItemPages } from './plans/item-pages';
export { type DestructionOrder } from './plans/plan-drafting';
export { type Plan as DestructionPlan } from './plans/plan.repository';
