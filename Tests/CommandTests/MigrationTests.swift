// `skills/migrate-database.yaml` on a real PostgreSQL: what its rehearsal, which nobody has approved, can change. Nothing.
import Foundation
import Testing

@Suite(.serialized) struct MigrationTests {
  /// Debian keeps the server's programs here, and they refuse to run as root.
  static let programs: String? = {
    let folder = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let found = versions.map { "\(folder)/\($0)/bin" }.first {
      FileManager.default.isExecutableFile(atPath: "\($0)/initdb")
    }
    if found == nil { print("MigrationTests: no PostgreSQL server on this machine, so nothing is migrated") }
    return getuid() == 0 ? found : nil
  }()

  /// A server of the test's own, on a socket in its folder only; what is printed follows `== NAME` lines.
  static func onServer(_ shop: Workshop, _ script: String) async throws -> [Substring: Substring] {
    try FileManager.default.copyItem(
      at: Workshop.skills.appendingPathComponent("migrate-database.yaml"),
      to: shop.folder.appendingPathComponent("migrate-database.yaml"))
    try shop.write("in/migration.sql", "")
    try shop.write(
      "journey.sh",
      """
      mkdir server && chown postgres server && cd server
      as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
      as_postgres "$PROGRAMS/initdb" -D data -A trust -U postgres >/dev/null || exit 1
      as_postgres "$PROGRAMS/pg_ctl" -D data -o "-c listen_addresses='' -k $PWD" -l log -w start >/dev/null || exit 1
      export PGHOST=$PWD
      cd ..
      psql -q -U postgres -c 'CREATE ROLE migrator LOGIN' -c 'CREATE DATABASE shop OWNER migrator'
      psql -q -U migrator shop -c 'CREATE TABLE schema_migrations (version text PRIMARY KEY)'
      sql() { psql -qtA -U migrator shop -c "$1"; }
      migrate() { twin run migrate-database.yaml -i host="$PGHOST" -i database=shop -i version="$1"; echo "exit $?"; }
      twin() { "$TWIN" "$@" 2>&1; }
      twin user add dora --role dba && twin user add emil --role dba
      \(script)
      as_postgres "$PROGRAMS/pg_ctl" -D server/data -m immediate stop >/dev/null
      """)
    shop.environment["PROGRAMS"] = programs
    shop.environment["TWIN"] = Workshop.twin.path
    shop.environment["TWIN_SECRET_DATABASE_PASSWORD"] = "none is asked for"
    // The server's own user has to come to its folder.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shop.folder.path)
    let finished = await (try shop.begin(["journey.sh"], program: URL(fileURLWithPath: "/bin/bash"))).finish()
    let parts = "\n\(finished.output)".split(separator: "\n== ").dropFirst()
    try #require(!parts.isEmpty, "\(finished.output)\(finished.errors)")
    return Dictionary(
      uniqueKeysWithValues: parts.map { part in
        let name = part.prefix { $0 != "\n" }
        return (name, part.dropFirst(name.utf8.count + 1))
      })
  }

  @Test(.enabled(if: programs != nil))
  func aRehearsalChangesNothingWhateverTheScriptSays() async throws {
    let shop = try Workshop()
    let scripts = [
      "COMMIT;", "COMMIT WORK;", "COMMIT/* */;", "END;", "COMMIT AND CHAIN;", "ABORT; BEGIN;", "\\! touch shell",
      "\\copy (SELECT 1) TO PROGRAM 'touch shell'", "COPY (SELECT 1) TO PROGRAM 'touch shell';",
    ]
    for (number, text) in scripts.enumerated() {
      try shop.write("script-\(number).sql", "CREATE TABLE t\(number) (n int);\n\(text)\n")
    }
    let parts = try await Self.onServer(
      shop,
      """
      for n in \(scripts.indices.map(String.init).joined(separator: " ")); do
        cp script-$n.sql in/migration.sql
        echo "== $n"; migrate 20250101000001
      done
      echo "== tables"; sql "SELECT relname FROM pg_class WHERE relname LIKE 't_'"; find . -name shell
      psql -q -U postgres -c 'GRANT pg_execute_server_program TO migrator'
      echo 'SELECT 1;' > in/migration.sql
      echo "== may start programs"; migrate 20250101000001
      """)
    for (number, text) in scripts.enumerated() {
      #expect(parts["\(number)"]?.contains("Error at rehearsal") == true, "\(text): \(parts["\(number)"] ?? "")")
      #expect(parts["\(number)"]?.contains("exit 1") == true)
    }
    #expect(parts["tables"]?.trimmingCharacters(in: .whitespacesAndNewlines) == "")
    #expect(parts["may start programs"]?.contains("run migrations as one who may not") == true)
  }

  @Test(.enabled(if: programs != nil))
  func aMigrationIsRunOnceAndItsNumberNeedNotBeTheNewest() async throws {
    let shop = try Workshop()
    let parts = try await Self.onServer(
      shop,
      """
      sql "INSERT INTO schema_migrations VALUES ('20260101000000')"
      cat > in/migration.sql <<'END'
      CREATE TABLE notes (n int);
      CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN CASE WHEN true THEN 1 END; END $$;
      INSERT INTO notes SELECT one(); -- the last line
      END
      echo "== asked"; migrate 20250101000001
      echo "== rehearsed"; sql "SELECT count(*) FROM pg_class WHERE relname = 'notes'"
      run=$(twin runs --json | grep -o 'run_[a-z0-9]*' | head -1)
      echo "== one"; twin approve "$run" --as dora; echo "exit $?"
      echo "== two"; twin approve "$run" --as emil; echo "exit $?"
      echo "== done"; sql "SELECT n FROM notes"; sql "SELECT version FROM schema_migrations ORDER BY version"
      """)
    #expect(parts["asked"]?.contains("exit 3") == true, "\(parts)")
    #expect(parts["rehearsed"]?.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
    #expect(parts["one"]?.contains("exit 3") == true)
    #expect(parts["two"]?.contains("exit 0") == true, "\(parts["two"] ?? "")")
    #expect(parts["done"]?.split(separator: "\n") == ["1", "20250101000001", "20260101000000"])
  }
}
