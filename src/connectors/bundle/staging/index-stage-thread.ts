import { parentPort, workerData } from 'node:worker_threads';
import { buildIndex } from './build-index.ts';

/** Entry of the thread that `indexStage` starts: workerData is the path of a stage whose rows are all written. */
parentPort?.postMessage(await buildIndex(String(workerData)));
