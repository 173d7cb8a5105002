import { describeCrashes } from './crash-suite.ts';

describeCrashes('the PostgreSQL queue', () => null);
