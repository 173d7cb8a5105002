import { compareFilling, type FidelityObserver } from './fidelity-observer.ts';

/** Filled before, filled after; empty before, empty after. */
export const checkFilled = (): FidelityObserver => ({ observe: compareFilling, conclude: () => [] });
