// Rows of `setting`.

/// What is set of the daemon as a whole.
struct SQLiteSettings: SQLiteTable {
  let connection: SQLiteConnection

  private static let callbacks = "callbacks"

  func write(_ changes: [SettingChange]) throws(StoreError) {
    let statement = try statement(StoreSQL.setSetting)
    for change in changes {
      switch change {
      case .callbacks(let callbacks):
        statement.bind(SettingColumn.name, Self.callbacks)
        statement.bind(SettingColumn.value, SpecCoding.encode(callbacks))
      }
      try statement.run()
    }
  }

  /// Whom the end of every job is told to.
  func defaultCallbacks() throws(StoreError) -> DefaultCallbacks {
    DefaultCallbacks(stored: try value(Self.callbacks))
  }

  /// `nil` if it is not set, or set to nothing.
  private func value(_ name: String) throws(StoreError) -> String? {
    let row = try statement(StoreSQL.setting)
    row.bind(SettingColumn.name, name)
    let value = try row.step() ? row.string(SettingColumn.value) : nil
    row.reset()
    return value
  }
}

extension DefaultCallbacks {
  /// What cannot be read stops no start and no end.
  fileprivate init(stored text: String?) {
    self.init()
    if let read = SpecCoding.callbacks(text) { stored = read } else { unread = text }
  }
}
