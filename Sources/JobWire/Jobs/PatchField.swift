// A field of a patch: left alone, taken away, or given a value.

/// What a patch says about one field.
public enum PatchField<Value: Sendable & Equatable>: Sendable, Equatable {
  /// Not mentioned: stays as it is.
  case absent
  /// `null`: back to the default, or none.
  case null
  case value(Value)

  /// A value, or absent for nil.
  public init(_ value: Value?) {
    self = value.map { .value($0) } ?? .absent
  }
}

extension ObjectReader {
  /// Turns a field's value, read already, into what the patch says about it.
  mutating func patch<Value>(_ name: String, _ value: Value?) -> PatchField<Value> {
    if let value { return .value(value) }
    return isNull(name) ? .null : .absent
  }

  /// The same of a field that has no default to go back to.
  mutating func patchWithoutNull<Value>(_ name: String, _ value: Value?) -> PatchField<Value> {
    noteNoNull(name)
    if isNull(name) { problem(name, "cannot be null") }
    return PatchField(value)
  }
}

extension JSONWriter {
  mutating func patch<Value>(
    _ name: StaticString, _ field: PatchField<Value>, _ body: (inout JSONWriter, Value) -> Void
  ) {
    switch field {
    case .absent: return
    case .null:
      self.name(name)
      null()
    case .value(let value):
      self.name(name)
      body(&self, value)
    }
  }

  mutating func patch<Value: WireEncodable>(_ name: StaticString, _ field: PatchField<Value>) {
    patch(name, field) { $1.write(to: &$0) }
  }
}
