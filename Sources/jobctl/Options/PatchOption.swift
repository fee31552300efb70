// An option that takes a value or the word none.

import JobWire

/// What an option says about a field that can be taken away.
enum PatchOption<Value: Sendable & Equatable>: Sendable {
  case none
  case value(Value)

  /// `none`, or what `read` makes of the text.
  static func read(_ text: String, _ read: (String) throws -> Value) throws -> PatchOption<Value> {
    text == "none" ? .none : .value(try read(text))
  }

  var field: PatchField<Value> {
    switch self {
    case .none: .null
    case .value(let value): .value(value)
    }
  }
}
