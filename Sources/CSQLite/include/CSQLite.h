#pragma once
#include <sqlite3.h>

/* Swift cannot call a function with a variable number of arguments. */
int sqlite3_keep_log_on_close(sqlite3 *database);
