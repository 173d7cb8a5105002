import type { SystemSchema } from '#domain/system-schema.ts';
import type { WritableDestination } from '../connector.ts';
import { requireWritable, type ChunkWork } from '../run/chunk-work.ts';

/** The destination by itself: what removes records needs neither the source nor a mapping that fits. */
export const withDestination = async <T>(
  work: ChunkWork,
  use: (destination: WritableDestination, schema: SystemSchema) => Promise<T>,
): Promise<T> => {
  const destination = await work.systems.openDestination(work.content, work.run.environment);
  try {
    return await use(requireWritable(destination), await destination.describe());
  } finally {
    await destination.close();
  }
};
