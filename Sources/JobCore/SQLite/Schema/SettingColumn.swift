// The columns of `setting`.

/// A setting by its name.
enum SettingColumn: Int32, SQLiteColumn {
  case name
  case value
}
