import { migrate } from '../migrate.ts';

/** Makes a database with all tables, and none in them: for those who share a server. @returns its name */
export async function freshDatabase(url: string): Promise<string> {
  const database = `tally_${crypto.randomUUID().replaceAll('-', '')}`;
  await migrate({ url, database });
  return database;
}
