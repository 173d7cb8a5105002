/** Who hears of an error that nobody caught. */
export interface FaultGuard {
  /** From now on this one does, instead of the one before it. */
  handOver(handler: (error: unknown) => void): void;
}

/** Catches what nobody caught. Node would print it whole, and errors of others quote records. */
export const guardFaults = (first: (error: unknown) => void): FaultGuard => {
  let handler = first;
  process.on('uncaughtException', (error) => handler(error));
  process.on('unhandledRejection', (error) => handler(error));
  return {
    handOver: (next) => {
      handler = next;
    },
  };
};
