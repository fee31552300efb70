// What is known of an attempt that an earlier boot left running, beside its job.

/// What `JobSQL.lost` gives behind `JobColumn`.
enum LostColumn: Int32, SQLiteColumn {
  case machineBoot = 28

  var expression: String { "b.\(name)" }
}
