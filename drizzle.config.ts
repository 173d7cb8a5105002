import { defineConfig } from 'drizzle-kit';

/** `npm run db:generate` writes a step into `migrations/` whenever the tables in `src/db/schema` have changed. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/db/schema/*.ts',
  out: './migrations',
  casing: 'snake_case',
});
