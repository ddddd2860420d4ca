/** Folds what was said of needs. */
import type { DependencyEvent, Graph } from './state.ts';
import { neededId } from './state.ts';

const without = (graph: Graph, gone: string): Graph =>
  new Map(
    [...graph].flatMap(([vmId, needs]) => {
      const left = needs.filter((need) => neededId(need) !== gone);
      return vmId === gone || left.length === 0 ? [] : [[vmId, left] as const];
    }),
  );

export const evolve = (graph: Graph, event: DependencyEvent): Graph => {
  const { vmId } = event.data;
  if (event.type === 'compute.VmDependenciesDropped') return without(graph, vmId);
  const others = [...graph].filter(([id]) => id !== vmId);
  return new Map(event.data.dependencies.length === 0 ? others : [...others, [vmId, event.data.dependencies] as const]);
};
