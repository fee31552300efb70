// Values in the order of a statement's parameters: a search with a few of them names none, and counts none.

/// What a parameter can be.
protocol SQLiteBindable {
  /// Binds it as the parameter `index`, counted from 1.
  func bind(to statement: SQLiteStatement, at index: Int32)
}

extension SQLiteStatement {
  /// Binds all parameters: the first value is `?1`, the next `?2`, and there are as many values as parameters, which is
  /// checked. What stays bound from one run to the next, or is bound for each row of a submission, goes by
  /// `SQLiteColumn`: a list of values takes some nanoseconds for each.
  @inline(__always)
  func bind<each Value: SQLiteBindable>(inOrder values: repeat each Value) {
    var index: Int32 = 0
    for value in repeat each values {
      index += 1
      value.bind(to: self, at: index)
    }
    precondition(index == parameterCount, Self.wantsAll)
  }

  /// The same for one value, of which there is no list.
  @inline(__always)
  func bind(inOrder value: some SQLiteBindable) {
    value.bind(to: self, at: 1)
    precondition(parameterCount == 1, Self.wantsAll)
  }

  private static let wantsAll = "a statement is given as many values as it has parameters"
}

extension SQLiteConnection {
  /// The prepared form of `sql` with these values for its parameters, in their order.
  @inline(__always)
  func statement<each Value: SQLiteBindable>(
    _ sql: NamedSQL, binding values: repeat each Value
  ) throws(StoreError) -> SQLiteStatement {
    let statement = try statement(sql)
    statement.bind(inOrder: repeat each values)
    return statement
  }

  /// The same for one value.
  @inline(__always)
  func statement(_ sql: NamedSQL, binding value: some SQLiteBindable) throws(StoreError) -> SQLiteStatement {
    let statement = try statement(sql)
    statement.bind(inOrder: value)
    return statement
  }
}

// MARK: What can be bound

extension Int64: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, self) }
}

extension Int: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, self) }
}

extension Int32: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, Int64(self)) }
}

extension Double: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, self) }
}

extension String: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, self) }
}

extension Bool: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, self ? 1 : 0) }
}

/// As a BLOB.
extension [UInt8]: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, self) }
}

/// In microseconds.
extension Timestamp: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, micros) }
}

extension JobID: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, value) }
}

extension BatchID: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) { statement.bind(index, value) }
}

/// NULL for none.
extension Optional: SQLiteBindable where Wrapped: SQLiteBindable {
  @inline(__always) func bind(to statement: SQLiteStatement, at index: Int32) {
    if let self { self.bind(to: statement, at: index) } else { statement.bind(index, Int64?.none) }
  }
}
