import type { MigrationInterface, QueryRunner } from 'typeorm';

const own = (column: string) =>
  `nullif(current_setting('strongroom.actor', true), '')::uuid IN (${column}, '00000000-0000-4000-8000-000000000000')`;

/** News for one person, and the searches of the log that somebody wants news of. */
export class SavedSearches17640000000024 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SCHEMA notifications;
      CREATE TABLE notifications.notification (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind ~ '^[a-z_]+(\\.[a-z_]+)*$'),
        -- Ids, codes and counts only.
        body jsonb NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now(),
        read_at timestamptz
      );
      CREATE INDEX notification_of_person ON notifications.notification (person_id, id DESC);
      CREATE INDEX notification_unread ON notifications.notification (person_id) WHERE read_at IS NULL;
      CREATE INDEX notification_age ON notifications.notification (written_at);
      ALTER TABLE notifications.notification ENABLE ROW LEVEL SECURITY;
      ALTER TABLE notifications.notification FORCE ROW LEVEL SECURITY;
      CREATE POLICY own_news ON notifications.notification TO strongroom_app USING (${own('person_id')})
        WITH CHECK (nullif(current_setting('strongroom.actor', true), '') IS NOT NULL);
      CREATE POLICY migrations ON notifications.notification TO strongroom_owner USING (true);
      GRANT USAGE ON SCHEMA notifications TO strongroom_app;
      GRANT SELECT, INSERT, DELETE, UPDATE (read_at) ON notifications.notification TO strongroom_app;

      CREATE SCHEMA searches;
      CREATE TABLE searches.search (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL,
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
        query text NOT NULL CHECK (length(query) <= 2000),
        notify boolean NOT NULL,
        -- Entries below this number are not news.
        since bigint NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT search_name UNIQUE (person_id, name)
      );
      CREATE INDEX search_notify ON searches.search (id) WHERE notify;
      CREATE TABLE searches.cursor (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        size bigint NOT NULL
      );
      COMMENT ON COLUMN searches.cursor.size IS 'entries below this number were looked at';
      INSERT INTO searches.cursor (size) VALUES (0);
      ALTER TABLE searches.search ENABLE ROW LEVEL SECURITY;
      ALTER TABLE searches.search FORCE ROW LEVEL SECURITY;
      CREATE POLICY own_searches ON searches.search TO strongroom_app USING (${own('person_id')});
      CREATE POLICY migrations ON searches.search TO strongroom_owner USING (true);
      GRANT USAGE ON SCHEMA searches TO strongroom_app;
      GRANT SELECT, INSERT, DELETE, UPDATE (name, query, notify, since, version) ON searches.search TO strongroom_app;
      GRANT SELECT, UPDATE (size) ON searches.cursor TO strongroom_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP SCHEMA searches CASCADE; DROP SCHEMA notifications CASCADE;');
  }
}
