// SQLite, for the reference inserts, for filling databases and for reading times back.
#include <sqlite3.h>
