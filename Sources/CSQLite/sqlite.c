/* SQLite as Swift sees it, from the system's static library: a program that starts for one decision has not to find it first. */
#include "CSQLite.h"

int sqlite3_keep_log_on_close(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
