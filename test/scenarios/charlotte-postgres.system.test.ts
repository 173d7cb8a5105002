import { describeCharlotte } from './charlotte-suite.ts';

describeCharlotte('the PostgreSQL queue', () => 'postgres');
