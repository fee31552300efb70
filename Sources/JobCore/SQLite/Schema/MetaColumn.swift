// The columns of `meta`.

/// A number by its name.
enum MetaColumn: Int32, SQLiteColumn {
  case name
  case value
}
